/** Names, places, faults and changes of a document. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { AppDocument } from "../../src/document";
import { blankQuery, blankState, blankWidget } from "../../src/studio/draft/blank";
import { placeWidgets } from "../../src/studio/draft/edits";
import { faultAt, faultsWithin, ownerOf, placeName } from "../../src/studio/draft/faults";
import { faultOfName, namesOf, uniqueName } from "../../src/studio/draft/naming";
import { nextFreePlace } from "../../src/studio/draft/placement";
import { rename } from "../../src/studio/language/renaming";
import { documentOf, handlerOf } from "../documents";

const DOCUMENT: AppDocument = documentOf({
  queries: [
    {
      ...blankQuery("ticker", "wss://a.example/"),
      events: [
        handlerOf({ event: "success", action: { type: "set_state", state: "last", value: "{{ event.data }}" } }),
        handlerOf({ event: "open", action: { type: "broadcast", query: "ticker", message: "hello" } }),
      ],
    },
  ],
  states: [blankState("last")],
  scripts: { startup: "ticker.broadcast({ ticker: 'ticker' }); // ticker" },
  widgets: [
    { ...blankWidget("chart", "chart1", { x: 0, y: 0, w: 6, h: 4 }), hidden: "ticker {{ ticker.status }}" },
    blankWidget("connection", "link", { x: 6, y: 0, w: 3, h: 2 }),
  ],
});

describe("names", () => {
  it("a new name is the first free number of its stem", () => {
    expect(uniqueName("chart", namesOf(DOCUMENT))).toBe("chart2");
    expect(uniqueName("query", namesOf(DOCUMENT))).toBe("query1");
  });

  it.each([
    ["", "Enter a name."],
    ["1st", "Start with a letter, _ or $."],
    ["my-query", "Use letters, digits, _ and $ only."],
    ["await", '"await" is a reserved word. Choose another name.'],
    ["last", '"last" is taken. Choose another name.'],
    ["x".repeat(65), "65 characters; 64 is the most."],
  ])("%j is refused with a reason", (name, reason) => {
    expect(faultOfName(name, "ticker", namesOf(DOCUMENT))).toBe(reason);
  });

  it("the words that the server refuses are refused here too", () => {
    const source = readFileSync(new URL("../../../apps/builder/document/names.py", import.meta.url), "utf8");
    const words =
      source
        .match(/_WORDS: Final = """([^"]*)"""/)?.[1]
        ?.trim()
        .split(/\s+/) ?? [];
    expect(words).toContain("playback");
    expect(words.filter((word) => !faultOfName(word, null, new Set())?.includes("reserved"))).toEqual([]);
  });

  it("a thing may keep its own name", () => {
    expect(faultOfName("ticker", "ticker", namesOf(DOCUMENT))).toBeNull();
    expect(faultOfName("$price_2", "ticker", namesOf(DOCUMENT))).toBeNull();
  });
});

describe("the next free place", () => {
  it("is the first gap wide and high enough, row by row", () => {
    const taken = [
      { x: 0, y: 0, w: 6, h: 4 },
      { x: 9, y: 0, w: 3, h: 2 },
    ];
    expect(nextFreePlace(taken, 3, 4)).toEqual({ x: 6, y: 0, w: 3, h: 4 });
    expect(nextFreePlace(taken, 6, 2)).toEqual({ x: 6, y: 2, w: 6, h: 2 });
  });

  it("is below everything when nothing fits, and the corner when there is nothing", () => {
    expect(nextFreePlace([{ x: 0, y: 3, w: 12, h: 2 }], 12, 4)).toEqual({ x: 0, y: 5, w: 12, h: 4 });
    expect(nextFreePlace([], 20, 4)).toEqual({ x: 0, y: 0, w: 12, h: 4 });
  });
});

describe("faults", () => {
  const faults = [
    { path: "queries[0].url", message: "no host" },
    { path: "queries[0].events[1].action.query", message: "no such query" },
    { path: "queries[10].url", message: "not a URL" },
  ];

  it("reach the field of exactly their path", () => {
    expect(faultAt(faults, "queries[0].url")).toBe("no host");
    expect(faultAt(faults, "queries[0]")).toBeNull();
  });

  it("are gathered for a whole part, without those of parts that begin alike", () => {
    expect(faultsWithin(faults, "queries[0]").map((fault) => fault.message)).toEqual(["no host", "no such query"]);
    expect(faultsWithin(faults, "queries[1]")).toEqual([]);
  });

  it("lead to their owner and are named for a person", () => {
    expect(ownerOf("queries[0].url", DOCUMENT)).toEqual({ group: "queries", name: "ticker" });
    expect(ownerOf("queries[10].url", DOCUMENT)).toBeNull();
    expect(ownerOf("scripts.startup", DOCUMENT)).toEqual({ group: "scripts", name: "startup script" });
    expect(placeName("queries[0].events[1].action.query", DOCUMENT)).toBe("ticker · open · handler 1 · query");
    expect(placeName("widgets[0].properties.limit", DOCUMENT)).toBe("chart1 · limit");
    expect(placeName("queries[0].window.size", DOCUMENT)).toBe("ticker · window · size");
  });
});

describe("renaming", () => {
  it("takes handlers, scripts, bindings and connection widgets along", () => {
    const linked: AppDocument = {
      ...DOCUMENT,
      widgets: DOCUMENT.widgets.map((widget) =>
        widget.type === "connection" ? { ...widget, properties: { query: "ticker" } } : widget,
      ),
    };
    const renamed = rename(linked, "ticker", "kraken");
    expect(renamed.queries[0]?.name).toBe("kraken");
    expect(renamed.queries[0]?.events[1]?.action).toMatchObject({ query: "kraken" });
    expect(renamed.scripts.startup).toBe("kraken.broadcast({ ticker: 'ticker' }); // ticker");
    expect(renamed.widgets[0]?.hidden).toBe("ticker {{ kraken.status }}");
    expect(renamed.widgets[1]?.properties).toEqual({ query: "kraken" });
  });
});

it("places that change nothing leave the document as it is", () => {
  const places = DOCUMENT.widgets.map((widget) => ({ name: widget.name, parent: widget.parent, ...widget.layout }));
  expect(placeWidgets(DOCUMENT, places)).toBe(DOCUMENT);
  const moved = placeWidgets(DOCUMENT, [{ name: "link", parent: null, x: 9, y: 0, w: 3, h: 2 }]);
  expect(moved.widgets[1]?.layout).toEqual({ x: 9, y: 0, w: 3, h: 2 });
  expect(moved.widgets[0]).toBe(DOCUMENT.widgets[0]);
  const parent = { widget: "tabs1", slot: "b" };
  const within = placeWidgets(moved, [{ name: "link", parent, x: 9, y: 0, w: 3, h: 2 }]);
  expect(within.widgets[1]?.parent).toEqual(parent);
  expect(placeWidgets(within, [{ name: "link", parent: { ...parent }, x: 9, y: 0, w: 3, h: 2 }])).toBe(within);
});
