/** The console's lines, and where they lead. */
import { describe, expect, it } from "vitest";
import type { ConsoleLine } from "../../src/studio/canvas/live";
import { blankJavaScript, blankQuery, blankResponder } from "../../src/studio/draft/blank";
import { pathOfWhere } from "../../src/studio/draft/where";
import { entriesOf } from "../../src/studio/messages/console-lines";
import { documentOf, handlerOf, transformerOf, widgetOf } from "../documents";

const line = (id: number, message: string, fields: Partial<ConsoleLine> = {}): ConsoleLine => ({
  id,
  level: "log",
  where: "script · startup",
  message,
  line: 1,
  at: id,
  ...fields,
});

describe("lines", () => {
  it("that say the same in a row are counted, with those the engine has counted", () => {
    const entries = entriesOf(
      [line(1, "a"), line(2, "a"), line(3, "a (40 more like this)"), line(4, "b"), line(5, "a")],
      "all",
      "",
    );
    expect(entries.map(({ message, count, line: { id } }) => [message, count, id])).toEqual([
      ["a", 1, 5],
      ["b", 1, 4],
      ["a", 42, 3],
    ]);
  });

  it("of other places or levels are not the same", () => {
    expect(
      entriesOf([line(1, "a"), line(2, "a", { line: 2 }), line(3, "a", { line: 2, level: "warn" })], "all", ""),
    ).toHaveLength(3);
  });

  it("are filtered by level and by text or place", () => {
    const lines = [
      line(1, "a"),
      line(2, "b", { level: "warn" }),
      line(3, "c", { level: "error", where: "price · value" }),
    ];
    const said = (level: "all" | "warn" | "error", text: string) =>
      entriesOf(lines, level, text).map((entry) => entry.message);
    expect(said("warn", "")).toEqual(["c", "b"]);
    expect(said("error", "")).toEqual(["c"]);
    expect(said("all", " PRICE ")).toEqual(["c"]);
    expect(said("all", "nothing")).toEqual([]);
  });
});

describe("a place the engine names leads to", () => {
  const document = documentOf({
    queries: [
      {
        ...blankQuery("feed", "wss://a.example/"),
        events: [
          handlerOf({ event: "open", action: { type: "run_javascript", code: "1" } }),
          handlerOf({ event: "success", action: { type: "set_state", state: "x", value: "" } }),
          handlerOf({ event: "success", action: { type: "disconnect", query: "feed" } }),
        ],
      },
    ],
    javascript_queries: [blankJavaScript("load")],
    transformers: [transformerOf("prices", "")],
    responders: [blankResponder("watch")],
    widgets: [widgetOf("price", "stat")],
  });

  it.each([
    ["script · startup", "scripts.startup"],
    ["feed · open · handler 1", "queries[0].events[0].action.code"],
    ["feed · success · handler 1", "queries[0].events[1].action.value"],
    ["feed · success · handler 2", "queries[0].events[2].action.type"],
    ["feed · success · handler 9", "queries[0].name"],
    ["feed", "queries[0].name"],
    ["load · code", "javascript_queries[0].code"],
    ["prices", "transformers[0].code"],
    ["watch · data", "responders[0].data"],
    ["price · value", "widgets[0].properties.value"],
    ["price · hidden", "widgets[0].hidden"],
    ["gone · value", null],
    ["engine", null],
  ])("%s: %s", (where, path) => {
    expect(pathOfWhere(where, document)).toBe(path);
  });
});
