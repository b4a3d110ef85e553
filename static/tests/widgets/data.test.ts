import { describe, expect, it } from "vitest";
import {
  decimalsInSight,
  decimalsOf,
  decimalsOfStep,
  formatNumber,
  formatSigned,
  toNumber,
} from "../../src/widgets/data/number";
import { headingOf, reader, rowReader, steps } from "../../src/widgets/data/path";
import { asBoolean, asRows, asText } from "../../src/widgets/data/rows";
import {
  formatAge,
  formatClock,
  formatMoment,
  formatSpan,
  formatTick,
  roundStep,
  ticksOf,
  toMillis,
} from "../../src/widgets/data/time";

describe("a path into a row", () => {
  const row = [42, ["1542057314.7", "2", "3", "4", "5", "3586.6"], "ohlc-5", { a: { b: [7] }, "odd key": 1 }];

  it.each([
    ["[1][5]", "3586.6"],
    ["1.5", "3586.6"],
    ["[3].a.b[0]", 7],
    ['[3]["odd key"]', 1],
    [" [ 0 ] ", 42],
    ["", row],
  ])("%s is read", (path, value) => {
    expect(reader(path)(row)).toEqual(value);
  });

  it.each(["[1", "[9]", "[1][5].x", "constructor", "[3].a.missing.deeper", "[]"])("%s reads as nothing", (path) => {
    expect(reader(path)(row)).toBeUndefined();
  });

  it("reads nothing of what isn't a row", () => {
    expect(reader("a")(null)).toBeUndefined();
    expect(reader("a")("text")).toBeUndefined();
  });

  it("can't be read with an open bracket", () => {
    expect(steps("a[0")).toBeNull();
    expect(steps("a.b[0]")).toEqual(["a", "b", "0"]);
  });

  it("reads of the message a row came from", () => {
    const origin = { query: "trades", at: 1_700_000_000_000, offset: 7 };
    const read = (path: string) => rowReader(path)({ "@at": "own", price: 5 }, origin);
    expect([read("@at"), read(" @offset "), read("@query"), read("price")]).toEqual([
      1_700_000_000_000,
      7,
      "trades",
      5,
    ]);
    expect(rowReader("@at")({ "@at": "own" }, null)).toBeUndefined();
    expect(rowReader("price")({ price: 5 })).toBe(5);
    expect(rowReader("constructor")({})).toBeUndefined();
  });

  it("gives a column without a title its last word", () => {
    expect(headingOf("@at")).toBe("at");
    expect([headingOf("a.price"), headingOf("[1][5]"), headingOf("")]).toEqual(["price", "[1][5]", "row"]);
  });
});

describe("numbers", () => {
  it("come as numbers or as text, and nothing else is one", () => {
    expect(["67412.50", " 7 ", 5n, "1e3"].map(toNumber)).toEqual([67412.5, 7, 5, 1000]);
    for (const wrong of ["", "  ", "12 USD", null, undefined, true, {}, [], Number.POSITIVE_INFINITY, "Infinity"]) {
      expect(toNumber(wrong), String(wrong)).toBeNaN();
    }
  });

  it("are shown with thousands, decimals and a true minus sign", () => {
    expect(formatNumber(67412.5, 1)).toBe("67,412.5");
    expect(formatNumber(-1234.5, 2)).toBe("−1,234.50");
    expect(formatNumber(-0.001, 2)).toBe("0.00");
    expect(formatNumber(0.1 + 0.2)).toBe("0.3");
    expect(formatNumber(5, null, 2)).toBe("5.00");
    expect(formatNumber(Number.NaN)).toBe("–");
    expect([formatSigned(0.41, 2), formatSigned(-0.12, 2), formatSigned(0, 2)]).toEqual(["+0.41", "−0.12", "0.00"]);
  });

  it("tell how many decimals they need", () => {
    expect([1, 0.5, 0.05, 20, 0.000_1].map(decimalsOfStep)).toEqual([0, 1, 2, 0, 4]);
    expect(decimalsOf([67412.5, 67411, null, Number.NaN])).toBe(1);
    expect(decimalsInSight([67412.123456, 67512.7])).toBe(1);
    expect(decimalsInSight([1.00012, 1.00015])).toBe(5);
  });
});

describe("times", () => {
  const ms = Date.UTC(2025, 10, 21, 12, 41, 1, 322);

  it.each([
    [ms / 1000],
    [String(ms / 1000)],
    [ms],
    [String(ms)],
    [ms * 1000],
    ["2025-11-21T12:41:01.322Z"],
    [new Date(ms)],
  ])("%s is the same moment", (value) => {
    expect(toMillis(value)).toBeCloseTo(ms, -1);
  });

  it.each(["ohlc-5", "", null, {}, "XBT/USD"])("%s is no time", (value) => {
    expect(toMillis(value)).toBeNaN();
  });

  it("are shown as a clock, with the date when they are older than a day", () => {
    const local = new Date(2025, 10, 21, 12, 41, 1, 322).getTime();
    expect(formatClock(local, true)).toBe("12:41:01.322");
    expect(formatMoment(local, local + 1_000)).toBe("12:41:01.322");
    expect(formatMoment(local, local + 2 * 86_400_000, false)).toBe("2025-11-21 12:41:01");
    expect(formatClock(Number.NaN)).toBe("–");
  });

  it("label an axis as finely as its step needs", () => {
    const local = new Date(2025, 10, 21, 12, 41, 1).getTime();
    expect([1_000, 60_000, 86_400_000, 40 * 86_400_000].map((step) => formatTick(local, step))).toEqual([
      "12:41:01",
      "12:41",
      "21 Nov",
      "Nov 2025",
    ]);
    expect([formatSpan(60_000), formatSpan(5_000), formatSpan(14_400_000)]).toEqual(["1 min", "5 s", "4 h"]);
    expect(roundStep(7 * 60_000)).toBe(10 * 60_000);
  });

  it("are labelled at round times, no closer than there is room", () => {
    const start = Date.UTC(2025, 0, 1, 0, 3);
    const xs = Array.from({ length: 30 }, (_, index) => start + index * 60_000);
    expect(ticksOf(xs, 600_000, 0, 5)).toEqual([7, 17, 27]);
    expect(ticksOf(xs, 600_000, 8, 5)).toEqual([17, 27]);
    expect(ticksOf(xs, 60_000, 0, 10)).toEqual([1, 11, 21]);
    expect(ticksOf(xs.slice(0, 3), 600_000, 0, 5)).toEqual([2]);
    expect(ticksOf([], 600_000, 0, 5)).toEqual([]);
  });

  it("tell their age", () => {
    expect([0, 5_000, 240_000, 7_200_000].map((age) => formatAge(0, age))).toEqual([
      "now",
      "5 s ago",
      "4 min ago",
      "2 h ago",
    ]);
  });
});

describe("what a property holds", () => {
  it("is rows, or nothing yet, or a fault that names the value", () => {
    expect(asRows([1, 2])).toEqual({ rows: [1, 2], fault: null });
    for (const nothing of [undefined, null, ""]) expect(asRows(nothing)).toEqual({ rows: [], fault: null });
    expect(asRows({ a: 1 }).fault).toContain('an object: {"a":1}');
    expect(asRows("x".repeat(100)).fault).toContain(`a text: ${"x".repeat(40)}…`);
  });

  it("is true or false as its author means it, and text as it reads", () => {
    expect(["", "false", "0", " ", 0, null].map(asBoolean)).toEqual([false, false, false, false, false, false]);
    expect(["true", "x", 1, {}].map(asBoolean)).toEqual([true, true, true, true]);
    expect([asText(null), asText({ a: 1 }), asText(7)]).toEqual(["", '{"a":1}', "7"]);
  });
});
