/** Where a part of the app is used, and what is left that says its name once it is deleted. */
import { describe, expect, it } from "vitest";
import { blankJavaScript, blankQuery, blankResponder, blankState } from "../../../src/studio/draft/blank";
import { changePlaces, placesOf } from "../../../src/studio/language/places";
import { readersOf, usesOf } from "../../../src/studio/language/uses";
import { documentOf, handlerOf, transformerOf, widgetOf } from "../../documents";

const SOURCE = { queries: ["feed"], mode: "append", key: "", where: [], order_by: "", span_seconds: 0 };

const DOCUMENT = documentOf({
  queries: [
    {
      ...blankQuery("feed", "wss://a.example/"),
      events: [
        handlerOf({ event: "success", action: { type: "set_state", state: "last", value: "{{ feed.data }}" } }),
        handlerOf({ event: "open", action: { type: "run_javascript", code: "// hello\nlast.setValue(1);" } }),
      ],
    },
  ],
  javascript_queries: [
    {
      ...blankJavaScript("load"),
      code: "const last = 1;\nreturn last + 'feed';",
      triggers: { on_input: false, debounce_ms: 300, after: ["feed"], after_ms: 0 },
    },
  ],
  states: [blankState("last"), blankState("lonely")],
  transformers: [transformerOf("prices", "return feed.messages.length + last.value;")],
  responders: [{ ...blankResponder("watch"), data: "{{ { last } }}" }],
  scripts: { startup: "feed.run();" },
  widgets: [
    widgetOf("box", "container"),
    widgetOf("rows", "table", { source: SOURCE }, [], { parent: { widget: "box", slot: "" } }),
    widgetOf("dot", "connection", { query: "feed" }),
    widgetOf("each", "list", { item: "{{ item.feed }} {{ last.value }}" }),
    widgetOf("note", "text", { content: "{{ rows.selectedRow }} last" }),
  ],
});

const said = (name: string) => usesOf(DOCUMENT, name).map((use) => `${use.place}: ${use.manner}`);

describe("uses", () => {
  it("of a query are its triggers, rows, status, code and bindings; its own handlers don't count", () => {
    expect(said("feed")).toEqual([
      "load · triggers · after 1: runs after it",
      "prices · code: reads it",
      "startup script: acts on it",
      "rows · source · queries 1: has its rows",
      "dot · query: shows its status",
    ]);
  });

  it("of a state tell who acts on it from who reads it, and where", () => {
    expect(said("last")).toEqual([
      "feed · success · handler 1 · state: acts on it",
      "feed · open · handler 1 · code: acts on it",
      "prices · code: reads it",
      "watch · data: reads it",
      "each · item: reads it",
    ]);
    expect(usesOf(DOCUMENT, "last")[1]).toMatchObject({
      path: "queries[0].events[1].action.code",
      line: 2,
      said: true,
    });
  });

  it("of a container are what stands in it; of what nothing says, none", () => {
    expect(said("box")).toEqual(["rows · parent · widget: stands in it"]);
    expect(said("rows")).toEqual(["note · content: reads it"]);
    expect(said("lonely")).toEqual([]);
    expect(said("item")).toEqual([]);
  });
});

describe("what is left after a deletion", () => {
  it("are bindings and code, but not handlers and widgets that go along", () => {
    expect(readersOf(DOCUMENT, ["last"]).map((use) => use.path)).toEqual([
      "queries[0].events[1].action.code",
      "transformers[0].code",
      "responders[0].data",
      "widgets[3].properties.item",
    ]);
    expect(readersOf(DOCUMENT, ["box"]).map((use) => use.place)).toEqual(["note · content"]);
    expect(readersOf(DOCUMENT, ["lonely"])).toEqual([]);
  });
});

describe("places", () => {
  it("that are given the same text leave the document as it is, and others only what holds them", () => {
    expect(changePlaces(DOCUMENT, (place) => place.text)).toBe(DOCUMENT);
    const changed = changePlaces(DOCUMENT, (place) =>
      place.path === "widgets[4].properties.content" ? "x" : place.text,
    );
    expect(changed.queries).toBe(DOCUMENT.queries);
    expect(changed.widgets[0]).toBe(DOCUMENT.widgets[0]);
    expect(changed.widgets[4]?.properties).toEqual({ content: "x" });
    expect(Object.keys(changed)).toEqual(Object.keys(DOCUMENT));
  });

  it("have each its path", () => {
    for (const place of placesOf(DOCUMENT)) {
      const value = place.path
        .split(/[.[\]]+/)
        .filter(Boolean)
        .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], DOCUMENT);
      expect(value).toBe(place.text);
    }
  });
});
