import { describe, expect, it } from "vitest";
import { rangeY } from "../../src/widgets/chart/axes";
import { boundsOf, drawingOf, formOf, nearest, valueAt } from "../../src/widgets/chart/drawing";
import { autoSeries, timeField } from "../../src/widgets/chart/fields";
import { middleStep, type Properties, Shaper } from "../../src/widgets/chart/shape";
import { stack } from "../../src/widgets/chart/stack";
import { asideText, pointText, summary } from "../../src/widgets/chart/words";
import type { RowOrigin } from "../../src/widgets/view";
import { widgetOf } from "../documents";

const propertiesOf = (fields: Partial<Properties> = {}): Properties =>
  widgetOf("chart1", "chart", { limit: 100, ...fields }).properties as Properties;
const shape = (
  rows: readonly unknown[],
  fields: Partial<Properties> = {},
  origins: readonly RowOrigin[] | null = null,
) => new Shaper(propertiesOf(fields)).shape(rows, origins);
const drawn = (found: ReturnType<typeof shape>) => [found.xs, ...found.series.map(({ ys }) => ys)];
const T = 1_700_000_000_000;
const from = (query: string, after: number, offset = 0): RowOrigin => ({ query, at: T + after, offset });

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
    const found = shape(rows, { x: "[1][0]", series: ["[1][1]"] });
    expect(found.x).toBe("time");
    expect(drawn(found)).toEqual([
      [1700000000000, 1700000001000],
      [10.5, 11],
    ]);
    expect(found.series[0]?.name).toBe("[1][1]");
  });

  it("skip rows without an x or without any number, and keep holes of single series", () => {
    const rows = [
      { t: 1, a: 1, b: 2 },
      { t: "?", a: 1 },
      { t: 2, a: "x" },
      { t: 3, b: 5 },
    ];
    expect(drawn(shape(rows, { x: "t", series: ["a", "b"] }))).toEqual([
      [1, 3],
      [1, null],
      [2, 5],
    ]);
  });

  it("are put in order when rows come out of order", () => {
    const rows = [
      { t: 3, a: 30 },
      { t: 1, a: 10 },
      { t: 2, a: 20 },
    ];
    expect(drawn(shape(rows, { x: "t", series: ["a"] }))).toEqual([
      [1, 2, 3],
      [10, 20, 30],
    ]);
  });

  it("count the rows when there is no x, and show only the newest", () => {
    const found = shape([5, 6, 7, 8], { limit: 3 });
    expect([found.x, ...drawn(found)]).toEqual(["row", [2, 3, 4], [6, 7, 8]]);
  });

  it("take a field named like a time for x when none is given, unless its numbers can't be times", () => {
    const rows = [
      { value: 5, time: 1_700_000_000_000 },
      { value: 6, time: 1_700_000_000_050 },
    ];
    const found = shape(rows);
    expect([found.x, ...drawn(found)]).toEqual(["time", [1_700_000_000_000, 1_700_000_000_050], [5, 6]]);
    expect(timeField({ time: 3, value: 5 })).toBe("");
    expect(timeField([1_700_000_000])).toBe("");
  });

  it("find the numbers of a row by themselves, heartbeats between them aside", () => {
    expect(autoSeries({ time: 1, price: "2.5", side: "b", volume: 3 }, "time")).toEqual(["price", "volume"]);
    expect(autoSeries([1, "x", 2], "")).toEqual(["[0]", "[2]"]);
    expect(autoSeries(null, "")).toEqual([]);
    expect(drawn(shape([{ price: 5 }, { price: 6 }, { event: "heartbeat" }]))).toEqual([
      [1, 2],
      [5, 6],
    ]);
  });

  it("have names that tell them apart", () => {
    const rows = [{ bid: { price: 1 }, ask: { price: 2 }, size: 3 }];
    const { series } = shape(rows, { series: ["bid.price", "ask.price", "size"] });
    expect(series.map(({ name }) => name)).toEqual(["bid.price", "ask.price", "size"]);
  });
});

describe("rows from windows", () => {
  it("stand at their arrival when they have no time", () => {
    const found = shape([5, 6], {}, [from("q", 1_000), from("q", 2_000)]);
    expect([found.x, ...drawn(found)]).toEqual(["time", [T + 1_000, T + 2_000], [5, 6]]);
  });

  it("of several queries are a line for each query and field, each with its own fields", () => {
    const rows = [{ price: 1 }, { heat: 20, load: 3 }, { price: 2 }];
    const origins = [from("shop", 1), from("mill", 2), from("shop", 3)];
    const found = shape(rows, {}, origins);
    expect(Object.fromEntries(found.series.map(({ name, ys }) => [name, ys]))).toEqual({
      "mill · heat": [null, 20, null],
      "mill · load": [null, 3, null],
      "shop · price": [1, null, 2],
    });
  });

  it("keep a query's colour, whichever comes first", () => {
    const source = { queries: ["a", "b"], mode: "append", key: "", where: [], order_by: "", span_seconds: 0 } as const;
    const fields = { source: source as unknown as Properties["source"], series: ["v"] };
    const found = shape([{ v: 1 }], fields, [from("b", 1)]);
    expect(found.series).toEqual([{ name: "b · v", colour: 1, ys: [1] }]);
  });

  it("can be drawn by what is known of their messages", () => {
    const found = shape([{}, {}], { x: "@at", series: ["@offset"] }, [from("q", 0, 7), from("q", 1_000, 9)]);
    expect([found.x, ...drawn(found)]).toEqual(["time", [T, T + 1_000], [7, 9]]);
    expect(found.series[0]?.name).toBe("offset");
  });

  it("of each name count by the last one, and names keep their order while rows come", () => {
    const shaper = new Shaper(propertiesOf({ kind: "bar", x: "room", series: ["heat"] }));
    const hall = { room: "Hall", heat: 20 };
    const mill = { room: "Mill", heat: 40 };
    const later = { room: "Hall", heat: 21 };
    expect([shaper.shape([hall, mill], null).labels, shaper.shape([mill, later], null).labels]).toEqual([
      ["Hall", "Mill"],
      ["Hall", "Mill"],
    ]);
    expect(drawn(shaper.shape([mill, later], null))).toEqual([
      [0, 1],
      [21, 40],
    ]);
    expect(shaper.shape([mill], null).labels).toEqual(["Mill"]);
  });
});

describe("reading rows again", () => {
  const counted = (value: number, reads: { count: number }) => ({
    get v() {
      reads.count += 1;
      return value;
    },
  });

  it("reads only what is new in a window that slides, or where one row changed", () => {
    const reads = { count: 0 };
    const rows = Array.from({ length: 50 }, (_, index) => counted(index, reads));
    const shaper = new Shaper(propertiesOf({ series: ["v"] }));
    shaper.shape(rows, null);
    const first = reads.count;
    const slid = [...rows.slice(2), counted(50, reads), counted(51, reads)];
    expect(drawn(shaper.shape(slid, null))[1]).toEqual(Array.from({ length: 50 }, (_, index) => index + 2));
    expect(reads.count - first).toBe(2);
    const changed = slid.with(25, counted(-1, reads));
    expect(drawn(shaper.shape(changed, null))[1]?.[25]).toBe(-1);
    expect(reads.count - first).toBe(3);
  });

  it("sees that equal rows came at other times", () => {
    const shaper = new Shaper(propertiesOf());
    shaper.shape([5, 5], [from("q", 1), from("q", 2)]);
    expect(shaper.shape([5, 5], [from("q", 2), from("q", 3)]).xs).toEqual([T + 2, T + 3]);
  });

  it("looks for the fields again when what comes has others", () => {
    const shaper = new Shaper(propertiesOf());
    const old = { price: 1 };
    expect(shaper.shape([old], null).series[0]?.name).toBe("price");
    const rows = Array.from({ length: 6 }, (_, index) => ({ heat: index }));
    shaper.shape([old, ...rows], null);
    expect(shaper.shape([old, ...rows, { heat: 7 }], null).series.map(({ name }) => name)).toEqual(["heat"]);
  });

  it("finds the row of a point", () => {
    const shaper = new Shaper(propertiesOf({ x: "t", series: ["a", "b"] }));
    const rows = [{ t: 2, a: 1 }, { t: 1, b: 5 }, "nonsense", { t: 2, a: 7 }];
    const found = shaper.shape(rows, null);
    expect(found.xs).toEqual([1, 2, 2]);
    expect([shaper.rowOf(found, 0, 1), shaper.rowOf(found, 1, 0), shaper.rowOf(found, 2, 0)]).toEqual([
      rows[1],
      rows[0],
      rows[3],
    ]);
  });
});

describe("candles", () => {
  const candles = (rows: readonly unknown[]) => {
    const { xs, series } = shape(rows, { kind: "candlestick", x: "time" });
    return { xs, close: series[3]?.ys, volume: series[4]?.ys };
  };

  it("take the last row of those with the same time", () => {
    const found = candles([candle("1", "2"), candle("1", "2.5"), candle("2", "2")]);
    expect([found.xs, found.close]).toEqual([
      [1, 2],
      [2.5, 2],
    ]);
  });

  it("skip what lacks a price, and take no volume as none", () => {
    const found = candles([candle("1", "?"), candle("2", "2", undefined), candle("3", 2, -4)]);
    expect([found.xs, found.volume]).toEqual([
      [2, 3],
      [1, 0],
    ]);
    expect(
      shape([{ time: 1, open: 1, high: 1, low: 1, close: 1 }], { kind: "ohlc", volume: "" }).series[4]?.ys,
    ).toEqual([0]);
  });

  it("come in order, the same time once, however the rows came", () => {
    const found = candles([candle(3, 3), candle(1, 1), candle(3, 3.5), candle(2, 2)]);
    expect([found.xs, found.close]).toEqual([
      [1, 2, 3],
      [1, 2, 3.5],
    ]);
  });

  it("tell the step between them, a gap aside", () => {
    expect(middleStep([0, 60, 120, 600, 660])).toBe(60);
    expect(middleStep([5])).toBeNaN();
  });
});

describe("a stack", () => {
  it("of areas keeps what a series last was where it has no number", () => {
    const { tops } = stack([[1, null, 3], [10, 20, null]], "area"); // biome-ignore format: columns
    expect(tops).toEqual([
      [1, 1, 3],
      [11, 21, 23],
    ]);
  });

  it("of bars goes up and down from zero, and leaves holes", () => {
    const { tops, bases } = stack([[1, -2, null], [3, -1, 4]], "bar"); // biome-ignore format: columns
    expect(tops).toEqual([
      [1, -2, null],
      [4, -3, 4],
    ]);
    expect(bases[1]).toEqual([1, -2, 0]);
  });
});

describe("the range of y", () => {
  const range = (fields: Partial<Properties>, low: unknown, high: unknown, least: number, most: number) => {
    const properties = propertiesOf(fields);
    return rangeY(drawingOf(properties, shape([least, most], fields), boundsOf(low, high)), least, most);
  };

  it("has room above and below, begins at zero for bars, and obeys its bounds", () => {
    expect(range({ kind: "line" }, "", "", 0, 100)).toEqual([-6, 106]);
    expect(range({ kind: "bar" }, "", "", 50, 100)).toEqual([0, 106]);
    expect(range({ kind: "line" }, "-5", 200, 0, 100)).toEqual([-5, 200]);
    expect(range({ kind: "line" }, 500, "", 0, 100)).toEqual([500, 501]);
  });

  it("says when the bounds are the wrong way round", () => {
    expect(boundsOf(5, 5).fault).toBe("must be above y_min, which is 5, but is 5");
    expect(boundsOf("", 5).fault).toBeNull();
  });
});

describe("a chart in words", () => {
  const writing = { unit: "°C", decimals: 1 };

  it("says what it shows, and what a point is", () => {
    const found = shape([{ a: 1, b: 5 }, { a: 3 }, { a: 2 }], { series: ["a", "b"] });
    expect(summary("line", found, writing)).toBe(
      "Line chart, 3 points. a: last 2.0 °C, lowest 1.0 °C, highest 3.0 °C. b: last 5.0 °C, lowest 5.0 °C, highest 5.0 °C.",
    );
    expect(pointText("line", found, 1, 1, writing)).toBe("2: b 5.0 °C, 2 of 3");
    expect(asideText("line", found, null, writing)).toBe("last 3");
  });

  it("tells the step of candles, and the prices under the pointer", () => {
    const found = shape([candle(1_700_000_000, 2), candle(1_700_000_060, 2.5)], { kind: "candlestick" });
    expect(asideText("candlestick", found, null, writing)).toBe("1 min · last 2");
    expect(asideText("candlestick", found, 1, writing)).toMatch(/ · O 1\.0 {2}H 3\.0 {2}L 0\.5 {2}C 2\.5$/);
  });

  it("looks at neighbours where a series has a hole", () => {
    expect([valueAt([1, null, 3], 1), nearest([1, null, null, 4], 2), nearest([null], 0)]).toEqual([1, 3, -1]);
  });

  it("needs another plot only for another form", () => {
    const properties = propertiesOf();
    const form = (rows: unknown[]) => formOf(drawingOf(properties, shape(rows), boundsOf("", "")));
    expect(form([{ a: 1 }])).toBe(form([{ a: 2 }, { a: 3 }]));
    expect(form([{ a: 1 }])).not.toBe(form([{ b: 1 }]));
  });
});
