/** Renaming and deleting a part of an app, with every kind of place that may say its name. */
import { describe, expect, it } from "vitest";
import type { AppDocument } from "../../src/document";
import {
  blankJavaScript,
  blankQuery,
  blankResponder,
  blankState,
  blankTransformer,
} from "../../src/studio/draft/blank";
import { faultsWithin, ownerOf, placeName } from "../../src/studio/draft/faults";
import { consequences, remove } from "../../src/studio/draft/removing";
import { rename } from "../../src/studio/language/renaming";
import { documentOf, handlerOf, widgetOf } from "../documents";

const SOURCE = { queries: ["feed"], mode: "append", key: "", where: [], order_by: "", span_seconds: 0 };

/** Everything here says `feed`, `box` or `kept` in some way. */
const DOCUMENT: AppDocument = documentOf({
  queries: [
    blankQuery("feed", "wss://a.example/"),
    {
      ...blankQuery("other", "wss://b.example/"),
      triggers: { on_input: false, debounce_ms: 300, after: ["feed"], after_ms: 0 },
      confirm: "Stop {{ feed.status }}?",
      notifications: { success: "{{ feed.rate }}", failure: "{{ feed.code }}", duration_ms: 3_000 },
      events: [
        handlerOf({
          event: "open",
          action: { type: "run_query", query: "feed", arguments: [{ name: "feed", value: "{{ feed.data }}" }] },
        }),
        handlerOf({ event: "open", action: { type: "disconnect", query: "feed" } }),
        handlerOf({
          event: "open",
          only_when: "{{ feed.data }}",
          action: { type: "copy_to_clipboard", text: "{{ feed.data }}" },
        }),
        handlerOf({
          event: "open",
          action: { type: "open_app", app: "feed", parameters: [{ name: "a", value: "{{ feed.rate }}" }] },
        }),
        handlerOf({
          event: "open",
          action: { type: "export_data", data: "{{ feed.messages }}", file_name: "{{ feed.name }}" },
        }),
        handlerOf({ event: "open", action: { type: "go_to_url", url: "https://a.example/{{ feed.data }}" } }),
        handlerOf({
          event: "open",
          action: { type: "set_state", state: "kept", path: "feed", value: "{{ feed.data }}" },
        }),
        handlerOf({
          event: "open",
          action: { type: "control_widget", widget: "box", method: "post", arguments: ["{{ feed.data }}"] },
        }),
      ],
    },
  ],
  javascript_queries: [
    { ...blankJavaScript("load"), code: "return feed.rate", arguments: [{ name: "x", value: "{{ feed.data }}" }] },
  ],
  states: [blankState("kept")],
  transformers: [{ ...blankTransformer("prices"), code: "return feed.messages.map((feed) => feed.price)" }],
  responders: [
    {
      ...blankResponder("watch"),
      data: "{{ feed.status }}",
      events: [handlerOf({ event: "data_change", action: { type: "broadcast", query: "feed", message: "x" } })],
    },
  ],
  widgets: [
    widgetOf("table1", "table", { source: SOURCE }),
    widgetOf("box", "tabs", { tabs: [{ key: "tab1", title: "{{ feed.rate }}" }] }),
    widgetOf("inner", "container", {}, [], { parent: { widget: "box", slot: "tab1" } }),
    widgetOf("deep", "text", { content: "{{ kept.value }}" }, [], { parent: { widget: "inner", slot: "" } }),
  ],
});

describe("renaming", () => {
  it("a query is followed by every action, trigger, text, code and source that says it", () => {
    const text = JSON.stringify(rename(DOCUMENT, "feed", "ticker"));
    // What still says it is not its name: an argument's name, an app's slug, a part of a state, a function's parameter.
    expect(text.match(/feed/g)).toHaveLength(5);
    expect(text).toContain("ticker.messages.map((feed) => feed.price)");
    const renamed = rename(DOCUMENT, "feed", "ticker");
    expect(renamed.queries[1]?.triggers.after).toEqual(["ticker"]);
    expect(renamed.queries[1]?.events[0]?.action).toMatchObject({
      query: "ticker",
      arguments: [{ name: "feed", value: "{{ ticker.data }}" }],
    });
    expect(renamed.widgets[0]?.properties).toMatchObject({ source: { queries: ["ticker"] } });
    expect(renamed.javascript_queries[0]?.code).toBe("return ticker.rate");
    expect(renamed.responders[0]).toMatchObject({
      data: "{{ ticker.status }}",
      events: [{ action: { query: "ticker" } }],
    });
  });

  it("a container is followed by what stands in it and by handlers that control it", () => {
    const renamed = rename(DOCUMENT, "box", "sides");
    expect(renamed.widgets[2]?.parent).toEqual({ widget: "sides", slot: "tab1" });
    expect(renamed.queries[1]?.events[7]?.action).toMatchObject({ widget: "sides" });
  });

  it("responders, transformers and JavaScript queries are renamed themselves", () => {
    for (const name of ["load", "prices", "watch", "kept"]) {
      expect(JSON.stringify(rename(DOCUMENT, name, "fresh"))).toContain('"name":"fresh"');
    }
  });
});

describe("deleting", () => {
  it("a query takes handlers, triggers and rows with it, and says so before", () => {
    expect(consequences(DOCUMENT, ["feed"])).toEqual({ handlers: 3, triggers: 1, sources: 1, inside: 0 });
    const left = remove(DOCUMENT, ["feed"]);
    expect(left.queries[0]?.triggers.after).toEqual([]);
    expect(left.queries[0]?.events.map((handler) => handler.action.type)).not.toContain("run_query");
    expect(left.responders[0]?.events).toEqual([]);
    expect(left.widgets[0]?.properties).toMatchObject({ source: null });
  });

  it("a widget keeps the rows it has from other queries", () => {
    const two = {
      ...DOCUMENT,
      widgets: [widgetOf("table1", "table", { source: { ...SOURCE, queries: ["feed", "other"] } })],
    };
    expect(remove(two, ["feed"]).widgets[0]?.properties).toMatchObject({ source: { queries: ["other"] } });
  });

  it("a container takes along what stands in it, however deep, and handlers that control it", () => {
    expect(consequences(DOCUMENT, ["box"])).toEqual({ handlers: 1, triggers: 0, sources: 0, inside: 2 });
    const left = remove(DOCUMENT, ["box"]);
    expect(left.widgets.map((widget) => widget.name)).toEqual(["table1"]);
    expect(left.queries[1]?.events).toHaveLength(7);
  });

  it("of a name that is not there leaves the document as it is", () => {
    expect(remove(DOCUMENT, ["nothing"])).toBe(DOCUMENT);
  });
});

describe("faults", () => {
  it("of the new parts lead to their owners and are named for a person", () => {
    expect(ownerOf("javascript_queries[0].periodic_ms", DOCUMENT)).toEqual({
      group: "javascript_queries",
      name: "load",
    });
    expect(placeName("javascript_queries[0].periodic_ms", DOCUMENT)).toBe("load · periodic ms");
    expect(placeName("queries[1].events[1].throttle_ms", DOCUMENT)).toBe("other · open · handler 2 · throttle ms");
    expect(placeName("responders[0].events[0].action.query", DOCUMENT)).toBe("watch · data change · handler 1 · query");
    expect(placeName("widgets[0].properties.source.queries[0]", DOCUMENT)).toBe("table1 · source · queries 1");
    expect(placeName("widgets[2].parent.slot", DOCUMENT)).toBe("inner · parent · slot");
    expect(ownerOf("appearance.theme", DOCUMENT)).toMatchObject({ group: "appearance" });
  });

  it("of one list are not taken for those of another whose name begins alike", () => {
    const faults = [{ path: "javascript_queries[0].code", message: "too long" }];
    expect(faultsWithin(faults, "queries[0]")).toEqual([]);
  });
});
