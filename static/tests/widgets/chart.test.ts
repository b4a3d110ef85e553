import { describe, expect, it } from "vitest";
import { autoSeries, middleStep, shapeCandles, shapeLines, timeField } from "../../src/widgets/chart/shape";
import { sparkPath } from "../../src/widgets/stat/spark";

const fields = { x: "time", open: "open", high: "high", low: "low", close: "close", volume: "volume" };
const candle = (time: unknown, close: unknown, volume: unknown = "1") => ({
  time,
  open: "1",
  high: "3",
  low: "0.5",
  close,
  volume,
});

describe("lines", () => {
  it("are drawn from field paths, with text numbers", () => {
    const rows = [
      [42, ["1700000000", "10.5"]],
      [42, ["1700000001", "11"]],
    ];
    const lines = shapeLines(rows, "[1][0]", ["[1][1]"], 100);
    expect(lines).toEqual({ xs: [1700000000000, 1700000001000], ys: [[10.5, 11]], names: ["[1][1]"], timed: true });
  });

  it("skip rows without a time or without any number, and keep holes of single series", () => {
    const rows = [
      { t: 1, a: 1, b: 2 },
      { t: "?", a: 1 },
      { t: 2, a: "x" },
      { t: 3, b: 5 },
    ];
    const lines = shapeLines(rows, "t", ["a", "b"], 100);
    expect(lines.xs).toEqual([1000, 3000]);
    expect(lines.ys).toEqual([
      [1, null],
      [2, 5],
    ]);
  });

  it("are put in order when rows come out of order", () => {
    const lines = shapeLines(
      [
        { t: 3, a: 30 },
        { t: 1, a: 10 },
        { t: 2, a: 20 },
      ],
      "t",
      ["a"],
      100,
    );
    expect([lines.xs, lines.ys[0]]).toEqual([
      [1000, 2000, 3000],
      [10, 20, 30],
    ]);
  });

  it("count the rows when there is no x, and show only the newest", () => {
    const lines = shapeLines([5, 6, 7, 8], "", [], 3);
    expect(lines).toEqual({ xs: [2, 3, 4], ys: [[6, 7, 8]], names: [""], timed: false });
  });

  it("take a field named like a time for x when none is given, unless its numbers can't be times", () => {
    const rows = [
      { value: 5, time: 1_700_000_000_000 },
      { value: 6, time: 1_700_000_000_050 },
    ];
    expect(shapeLines(rows, "", [], 100)).toEqual({
      xs: [1_700_000_000_000, 1_700_000_000_050],
      ys: [[5, 6]],
      names: ["value"],
      timed: true,
    });
    expect(timeField({ time: 3, value: 5 }, "")).toBe("");
    expect(timeField({ time: 1_700_000_000, at: 1 }, " at ")).toBe("at");
    expect(timeField([1_700_000_000], "")).toBe("");
  });

  it("find the numbers of a row by themselves", () => {
    expect(autoSeries({ time: 1, price: "2.5", side: "b", volume: 3 }, "time")).toEqual(["price", "volume"]);
    expect(autoSeries([1, "x", 2], "")).toEqual(["[0]", "[2]"]);
    expect(autoSeries(null, "")).toEqual([]);
  });
});

describe("candles", () => {
  it("take the last row of those with the same time", () => {
    const shaped = shapeCandles([candle("1", "2"), candle("1", "2.5"), candle("2", "2")], fields, 100);
    expect(shaped.xs).toEqual([1000, 2000]);
    expect(shaped.close).toEqual([2.5, 2]);
  });

  it("skip what lacks a price, and take no volume as none", () => {
    const shaped = shapeCandles([candle("1", "?"), candle("2", "2", undefined), candle("3", 2, -4)], fields, 100);
    expect(shaped.xs).toEqual([2000, 3000]);
    expect(shaped.volume).toEqual([1, 0]);
  });

  it("come in order, the same time once, however the rows came", () => {
    const shaped = shapeCandles([candle(3, 3), candle(1, 1), candle(3, 3.5), candle(2, 2)], fields, 100);
    expect([shaped.xs, shaped.close]).toEqual([
      [1000, 2000, 3000],
      [1, 2, 3.5],
    ]);
  });

  it("tell the step between them, a gap aside", () => {
    expect(middleStep([0, 60, 120, 600, 660])).toBe(60);
    expect(middleStep([5])).toBeNaN();
  });
});

describe("a sparkline", () => {
  it("spans its box from the first number to the last", () => {
    expect(sparkPath([1, 3, 2])).toBe("M0.00,22.50L50.00,1.50L100.00,12.00");
  });

  it("lies in the middle when nothing changes", () => {
    expect(sparkPath([5, 5])).toBe("M0.00,12.00L100.00,12.00");
  });
});
