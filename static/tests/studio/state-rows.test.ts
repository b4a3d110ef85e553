/** The state browser's rows: what is open, what a search finds, how a path is written, and that there is an end to it. */
import { describe, expect, it } from "vitest";
import { asTemplatePart } from "../../src/studio/code/last-field";
import { copyText, isCut, ROWS_MAX, type Root, rowsOf } from "../../src/studio/outline/state-rows";

const ROOTS: Root[] = [
  {
    name: "feed",
    status: "open",
    fields: [
      { key: "rate", value: 4.2, text: "4.2/s" },
      { key: "data", value: { price: 5, "bid size": [1, { deep: true }] } },
      { key: "messages", value: ["… 3 before", { n: 4 }, { n: 5 }] },
    ],
    others: [{ key: "attempt", value: 0 }],
  },
  { name: "count", fields: [{ key: "value", value: 7 }] },
];

const paths = (toggled: string[] = [], search = "") =>
  rowsOf(ROOTS, new Set(toggled), search).rows.map((row) => row.path);

describe("rows", () => {
  it("are the names with their fields; what is in them opens when asked for", () => {
    expect(paths()).toEqual(["feed", "feed.rate", "feed.data", "feed.messages", "feed more", "count", "count.value"]);
    expect(paths(["feed", "count"])).toEqual(["feed", "count"]);
    expect(paths(["feed.data", 'feed.data["bid size"]']).slice(2, 7)).toEqual([
      "feed.data",
      "feed.data.price",
      'feed.data["bid size"]',
      'feed.data["bid size"][0]',
      'feed.data["bid size"][1]',
    ]);
    expect(paths(["feed more"])).toContain("feed.attempt");
  });

  it("of a list that is cut are counted from its end", () => {
    expect(paths(["feed.messages"])).toContain("feed.messages.at(-1)");
  });

  it("say their value while they are closed", () => {
    const { rows } = rowsOf(ROOTS, new Set(["feed.data"]), "");
    expect(rows.map(({ text, open }) => [text, open]).slice(0, 4)).toEqual([
      ["", true],
      ["4.2/s", null],
      ["", true],
      ["5", null],
    ]);
  });

  it("that a search finds are shown with what they stand in, those not shown otherwise too", () => {
    expect(paths([], "deep")).toEqual([
      "feed",
      "feed.data",
      'feed.data["bid size"]',
      'feed.data["bid size"][1]',
      'feed.data["bid size"][1].deep',
    ]);
    expect(paths([], "attempt")).toEqual(["feed", "feed.attempt"]);
    expect(paths([], "COUNT.val")).toEqual(["count", "count.value"]);
    expect(paths([], "nothing")).toEqual([]);
  });

  it("are no more than can be drawn", () => {
    const value = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`k${index}`, index]));
    const shown = rowsOf([{ name: "big", fields: [{ key: "value", value }] }], new Set(["big.value"]), "");
    expect(shown.rows).toHaveLength(ROWS_MAX);
    expect(shown.left).toBe(1_002 - ROWS_MAX);
  });
});

it("a value is copied as text or as JSON, and said to be cut where the preview leaves something out", () => {
  expect(copyText("a")).toBe("a");
  expect(copyText({ a: 1 })).toBe('{\n  "a": 1\n}');
  expect(copyText(undefined)).toBe("undefined");
  expect([{ a: "{…}" }, ["… 3 before", 1], [["[12]"]], `${"x".repeat(199)}…`].map(isCut)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect([{ a: "b" }, [1], "short…", null].map(isCut)).toEqual([false, false, false, false]);
});

it("a path goes into a template in braces, unless it stands in some", () => {
  expect(asTemplatePart("Now ", 4, "a.b")).toBe("{{ a.b }}");
  expect(asTemplatePart("{{ x + ", 7, "a.b")).toBe("a.b");
  expect(asTemplatePart("{{ x }} ", 8, "a.b")).toBe("{{ a.b }}");
});
