/** From messages to widgets: paths, guesses, shapes, and what is made of a place in a message. */
import { describe, expect, it } from "vitest";
import type { AppDocument, StreamQuery, Widget } from "../../src/document";
import { blankQuery } from "../../src/studio/draft/blank";
import { change } from "../../src/studio/draft/edits";
import { columnOf, decimalsOf, isTime, nameAt, titleOf, typeOf } from "../../src/studio/messages/guess";
import { noField, readersOf, withField } from "../../src/studio/messages/make-field";
import { noSkip, skipperOf, withSkip } from "../../src/studio/messages/make-skip";
import { chartOf, statOf, tableOf } from "../../src/studio/messages/make-widget";
import { codePath, jsonPath, rowPath, type Steps, stepsOf } from "../../src/studio/messages/path";
import { isStale, type Pick } from "../../src/studio/messages/pick";
import { shapeOf } from "../../src/studio/messages/shape";
import { look, NOTHING_SEEN, suggestionOf } from "../../src/studio/messages/suggest";
import { linesOf } from "../../src/studio/messages/tree";
import { documentOf, widgetOf } from "../documents";

const NOW = 1_542_057_315_000; // when the candle of the exchange's manual ran
const OHLC = [
  42,
  ["1542057314.748456", "1542057360.435743", "3586.7", "3586.7", "3586.6", "3586.6", "3586.68894", "0.03373", 2],
  "ohlc-1",
  "XBT/USD",
];
const TRADE = [0, [["5541.20000", "0.15850568", "1542057313.321597", "s", "l", ""]], "trade", "XBT/USD"];
const HEARTBEAT = { event: "heartbeat" };
const STATUS = { connectionID: 86, event: "systemStatus", status: "online" };
const MACHINE = { machine: "mill-1", state: "hot", temperature: 55.5, on: true, time: NOW };
const SEEN = [STATUS, HEARTBEAT, TRADE, OHLC];

const ticker = (fields: Partial<StreamQuery> = {}): StreamQuery => ({
  ...blankQuery("ticker", "wss://a.example/"),
  ...fields,
});
const pickOf = (message: unknown, steps: Steps, seen: unknown[] = SEEN, query = ticker()): Pick => ({
  query,
  message,
  steps,
  seen,
  now: NOW,
});
const made = (document: AppDocument, name: string): Widget =>
  document.widgets.find((widget) => widget.name === name) as Widget;

describe("paths", () => {
  it.each([
    [["price"], "price", "$.price", "m?.price"],
    [[1, 5], "[1][5]", "$[1][5]", "m?.[1]?.[5]"],
    [["a", "odd key", 0], 'a["odd key"][0]', '$.a["odd key"][0]', 'm?.a?.["odd key"]?.[0]'],
    [["$id"], "$id", '$["$id"]', "m?.$id"],
    [[], "", "$", "m"],
  ])("%j is written for widgets, the server and JavaScript, and read again", (steps, row, json, code) => {
    expect([rowPath(steps), jsonPath(steps), codePath("m", steps)]).toEqual([row, json, code]);
    expect([stepsOf(row), stepsOf(json)]).toEqual([steps, steps]);
  });

  it.each(["$..price", "$.a[*]", "$[?@.a > 1]", "@at", "$[1:3]"])("%s is no place but a search", (path) => {
    expect(stepsOf(path)).toBeNull();
  });
});

describe("guesses", () => {
  it.each([
    ["1542057314.748456", "value0", "time"],
    [NOW, "x", "time"],
    [NOW * 1e6, "x", "time"],
    ["2018-11-12T21:15:14Z", "x", "time"],
    [1_200_000_000, "created_at", "time"], // ten years off, but called so
    [1_200_000_000, "volume", "number"],
    ["3586.70000", "open", "number"],
    [2, "count", "number"],
    [true, "on", "boolean"],
    ["buy", "side", "string"],
    [null, "x", "auto"],
    [[1], "x", "auto"],
  ])("%j called %s is a %s", (value, name, type) => expect(typeOf(value, name, NOW)).toBe(type));

  it("a price is no time, whatever it is", () => expect(isTime("67412.5", "price", NOW)).toBe(false));

  it("columns have a heading, a format and a side its colours", () => {
    expect(columnOf("last_price", "1.5", "last_price", NOW)).toMatchObject({ title: "Last price", format: "number" });
    expect(columnOf("[3]", "s", "side", NOW)).toMatchObject({ format: "text", coloured: true });
    expect(titleOf("lastPrice")).toBe("Last price");
  });

  it("decimals are as many as texts need that are filled up with zeros", () => {
    expect(decimalsOf(["67213.50000", "67246.30000"])).toBe(1);
    expect(decimalsOf(["67213.00000"])).toBe(2);
    expect(decimalsOf(["3.33978850"])).toBe(4);
    expect([decimalsOf(["0.00001234"]), decimalsOf([1.25]), decimalsOf(["12"])]).toEqual([null, null, null]);
  });

  it("places without a key are called what the shape of the message calls them", () => {
    expect([0, 1, 5, 8].map((index) => nameAt(OHLC, [1, index]))).toEqual(["time", "etime", "close", "count"]);
    expect([nameAt(OHLC, [2]), nameAt(OHLC, [3]), nameAt(OHLC, [0])]).toEqual(["channel", "pair", "value0"]);
    expect(nameAt(TRADE, [1, 0, 3])).toBe("side");
    expect(nameAt(MACHINE, ["temperature"])).toBe("temperature");
  });
});

describe("shapes", () => {
  it("candles are found in lists and in objects", () => {
    expect(shapeOf(OHLC)).toMatchObject({ shape: "candle", time: [1, 1], open: [1, 2], close: [1, 5], volume: [1, 7] });
    const kline = { e: "kline", k: { t: NOW, o: "1", h: "3", l: "1", c: "2", v: "9" } };
    expect(shapeOf(kline)).toMatchObject({ shape: "candle", time: ["k", "t"], high: ["k", "h"], volume: ["k", "v"] });
    expect(shapeOf([NOW, "1", "3", "0.5", "2"])).toMatchObject({ shape: "candle", time: [0], volume: null });
    expect(
      shapeOf({
        channel: "ohlc",
        data: [{ interval_begin: "2018-11-12T21:15:00Z", open: 1, high: 2, low: 1, close: 2 }],
      }),
    ).toMatchObject({ shape: "candle", record: ["data", 0], time: ["data", 0, "interval_begin"] });
  });

  it("trades are a list of price, volume, time and side", () => {
    expect(shapeOf(TRADE)).toEqual({ shape: "trades", list: [1] });
  });

  it.each([
    [HEARTBEAT],
    [STATUS],
    [MACHINE],
    [null],
    ["text"],
    [[0, ["5698.4", "5700.0", "1542057299.545897", "1.01", "0.98"], "spread", "XBT/USD"]],
    [{ time: NOW, open: 5, high: 1, low: 9, close: 5 }],
  ])("%j is neither", (message) => expect(shapeOf(message)).toBeNull());
});

describe("a widget of a place", () => {
  const document = documentOf({ queries: [ticker()] });

  it("a chart draws only messages of the same kind, by their time", () => {
    const chart = made(chartOf(document, "page1", pickOf(OHLC, [1, 5])).document, "closeChart");
    expect(chart.properties).toMatchObject({
      kind: "line",
      x: "[1][1]",
      series: ["[1][5]"],
      source: {
        queries: ["ticker"],
        mode: "append",
        where: [
          { field: "[2]", operator: "equals", value: "ohlc-1" },
          { field: "[3]", operator: "equals", value: "XBT/USD" },
        ],
      },
    });
  });

  it("of one thing where the stream tells of several", () => {
    const seen = [MACHINE, { ...MACHINE, machine: "press-1" }];
    const chart = made(chartOf(document, "page1", pickOf(MACHINE, ["temperature"], seen)).document, "temperatureChart");
    expect(chart.properties).toMatchObject({
      title: "mill-1 temperature",
      x: "time",
      source: { where: [{ field: "machine", operator: "equals", value: "mill-1" }] },
    });
  });

  it("a stat has value, change and course", () => {
    const { document: next, name } = statOf(document, "page1", pickOf({ price: "5.5" }, ["price"], [{ price: "5" }]));
    expect(name).toBe("priceStat");
    expect(made(next, name).properties).toMatchObject({
      label: "Price",
      value: "{{ ticker.data?.price }}",
      delta: "{{ ((xs) => xs.at(-1) - xs[0])(ticker.messages.slice(-60).map((m) => m?.price)) }}",
      spark: "{{ ticker.messages.slice(-60).map((m) => m?.price) }}",
    });
    const mixed = statOf(document, "page1", pickOf(OHLC, [1, 5]));
    expect(made(mixed.document, mixed.name).properties).toMatchObject({
      value: '{{ ticker.messages.findLast((m) => m?.[2] === "ohlc-1" && m?.[3] === "XBT/USD")?.[1]?.[5] }}',
    });
  });

  it("a text has no change and no course", () => {
    const { document: next, name } = statOf(document, "page1", pickOf(MACHINE, ["state"], [MACHINE]));
    expect(made(next, name).properties).toMatchObject({
      value: '{{ ticker.messages.findLast((m) => m?.machine === "mill-1")?.state }}',
      delta: "",
      spark: "",
    });
  });

  it("a table has a column for each value of the record", () => {
    const seen = [MACHINE, { ...MACHINE, machine: "press-1" }, HEARTBEAT];
    const table = made(tableOf(document, "page1", pickOf(MACHINE, ["state"], seen)).document, "tickerTable");
    expect(table.properties).toMatchObject({
      source: { where: [] },
      columns: [
        { field: "machine", title: "Machine", format: "text" },
        { field: "state" },
        { field: "temperature", format: "number" },
        { field: "on", format: "boolean" },
        { field: "time", format: "time" },
      ],
    });
  });

  it("a list of records is a row each", () => {
    const table = made(tableOf(document, "page1", pickOf(TRADE, [1])).document, "tickerTable");
    expect(table.properties).toMatchObject({
      data: '{{ ticker.messages.filter((m) => m?.[2] === "trade").slice(-200).flatMap((m) => m?.[1] ?? []) }}',
      columns: [{ field: "[0]", title: "Price" }, { field: "[1]" }, { field: "[2]", format: "time" }, {}, {}, {}],
    });
  });

  it("names and places are free ones, of the page", () => {
    const first = chartOf(document, "page1", pickOf(OHLC, [1, 5]));
    const second = chartOf(first.document, "page1", pickOf(OHLC, [1, 5]));
    const elsewhere = chartOf(second.document, "page2", pickOf(OHLC, [1, 5]));
    expect([first.name, second.name, elsewhere.name]).toEqual(["closeChart", "closeChart2", "closeChart3"]);
    expect(made(second.document, second.name).layout).toMatchObject({ x: 0, y: 7 });
    expect(made(elsewhere.document, elsewhere.name)).toMatchObject({ page: "page2", layout: { x: 0, y: 0 } });
  });
});

describe("a suggestion", () => {
  const document = documentOf({ queries: [ticker()] });
  const seen = look(NOTHING_SEEN, SEEN);

  it("candles become a chart and a table, each offered until it is there", () => {
    const [chart, table] = suggestionOf(document, ticker(), seen, NOW)?.offers ?? [];
    const charted = chart?.make(document, "page1");
    expect(made(charted?.document as AppDocument, "candles").properties).toMatchObject({
      title: "XBT/USD",
      kind: "candlestick",
      x: "[1][1]",
      open: "[1][2]",
      volume: "[1][7]",
      source: {
        mode: "upsert",
        key: "[1][1]",
        where: [
          { field: "[2]", value: "ohlc-1" },
          { field: "[3]", value: "XBT/USD" },
        ],
      },
    });
    expect(charted?.document.queries[0]?.window.size).toBe(3_000);
    const left = suggestionOf(charted?.document as AppDocument, ticker(), seen, NOW);
    expect(left?.offers.map((offer) => offer.id)).toEqual(["candle-table"]);
    const both = table?.make(charted?.document as AppDocument, "page1");
    expect(suggestionOf(both?.document as AppDocument, ticker(), seen, NOW)?.says).toBe(
      "These look like trades. Make of them:",
    );
  });

  it("trades become a table", () => {
    const only = look(NOTHING_SEEN, [STATUS, TRADE]);
    const offer = suggestionOf(document, ticker(), only, NOW)?.offers[0];
    const next = offer?.make(document, "page1").document as AppDocument;
    expect(made(next, "trades").properties).toMatchObject({ columns: [{ field: "time" }, { coloured: true }, {}, {}] });
    expect(suggestionOf(next, ticker(), only, NOW)).toBeNull();
  });

  it("of other messages nothing is suggested", () => {
    expect(look(NOTHING_SEEN, [STATUS, HEARTBEAT, MACHINE])).toBe(NOTHING_SEEN);
    expect(suggestionOf(document, ticker(), NOTHING_SEEN, NOW)).toBeNull();
  });
});

describe("a field", () => {
  it("has the name and the type of what stands there", () => {
    const { document, alias } = withField(documentOf({ queries: [ticker()] }), pickOf(OHLC, [1, 5]));
    expect(alias).toBe("close");
    expect(document.queries[0]?.fields).toEqual([{ path: "$[1][5]", alias: "close", type: "number", of: "row" }]);
  });

  it("with the first one, widgets read fields in place of paths", () => {
    const [offer] =
      suggestionOf(documentOf({ queries: [ticker()] }), ticker(), look(NOTHING_SEEN, SEEN), NOW)?.offers ?? [];
    const before = offer?.make(documentOf({ queries: [ticker()] }), "page1").document as AppDocument;
    const { document } = withField(before, pickOf(OHLC, [1, 6], SEEN, before.queries[0]));
    expect(made(document, "candles").properties).toMatchObject({
      x: "etime",
      open: "open",
      close: "close",
      volume: "volume",
      source: { key: "etime", order_by: "etime", where: [{ field: "channel" }, { field: "pair" }] },
    });
    const aliases = document.queries[0]?.fields.map((field) => `${field.alias} ${field.path} ${field.type}`);
    expect(aliases).toContain("vwap $[1][6] number");
    expect(aliases).toContain("etime $[1][1] time");
    expect(aliases).toContain("channel $[2] string");
  });

  it("leaves what was suggested of whole messages: the widget brings the fields that it needs", () => {
    const { document } = withField(documentOf({ queries: [ticker()] }), pickOf(OHLC, [1, 6], SEEN));
    const query = document.queries[0] as StreamQuery;
    const seen = look(NOTHING_SEEN, SEEN);
    const [chart, table] = suggestionOf(document, query, seen, NOW)?.offers ?? [];
    const charted = chart?.make(document, "page1").document as AppDocument;
    expect(made(charted, "candles").properties).toMatchObject({
      x: "etime",
      close: "close",
      source: { key: "etime", where: [{ field: "channel" }, { field: "pair" }] },
    });
    const both = table?.make(charted, "page1").document as AppDocument;
    expect(made(both, "candleTable").properties).toMatchObject({ key: "etime" });
    const aliases = both.queries[0]?.fields.map((field) => field.alias);
    expect(aliases).toEqual(["vwap", "etime", "open", "high", "low", "close", "volume", "channel", "pair"]);
    // Made is made, and rows of fields have no list of trades.
    expect(suggestionOf(both, both.queries[0] as StreamQuery, { ...seen, trades: null }, NOW)).toBeNull();
    expect(suggestionOf(both, both.queries[0] as StreamQuery, seen, NOW)).toBeNull();
  });

  it("of a row of fields leads back to the message, and is made once", () => {
    const query = ticker({ fields: [{ path: "$.data", alias: "data", type: "auto", of: "row" }] });
    const pick = pickOf({ data: { price: 1 } }, ["data", "price"], [], query);
    const { document } = withField(documentOf({ queries: [query] }), pick);
    expect(document.queries[0]?.fields[1]).toMatchObject({ path: "$.data.price", alias: "price" });
    expect(noField({ ...pick, steps: ["data"] })).toBe("It is a field already");
    expect(noField({ ...pick, steps: [] })).not.toBeNull();
  });

  it("several are made of one message, though later ones of the stream are fields", () => {
    const one = withField(documentOf({ queries: [ticker()] }), pickOf(OHLC, [1, 2])).document;
    const both = withField(one, pickOf(OHLC, [1, 5], SEEN, one.queries[0])).document;
    expect(both.queries[0]?.fields.map((field) => field.alias)).toEqual(["open", "close"]);
    expect(isStale(pickOf(OHLC, [1, 5], SEEN, both.queries[0]))).toBe(true);
    expect(isStale(pickOf({ open: 1, close: 2 }, ["open"], [], both.queries[0]))).toBe(false);
  });

  it("code that reads whole messages is counted", () => {
    const stat = widgetOf("price", "stat", { value: "{{ ticker.data[1] }}", spark: "{{ myticker.data }}" });
    expect(readersOf(documentOf({ queries: [ticker()], widgets: [stat] }), "ticker")).toBe(1);
  });
});

describe("a skip rule", () => {
  it("skips messages with the same value there", () => {
    const next = withSkip(documentOf({ queries: [ticker()] }), pickOf(HEARTBEAT, ["event"]));
    const query = next.queries[0] as StreamQuery;
    expect(query.skip).toEqual({ match: "all", rules: [{ path: "$.event", operator: "equals", value: "heartbeat" }] });
    const skips = skipperOf(query);
    expect(SEEN.filter((message) => skips?.(message))).toEqual([HEARTBEAT]);
    expect(noSkip(pickOf(HEARTBEAT, ["event"], SEEN, query))).toBe("They are skipped already");
    const both = withSkip(next, pickOf(STATUS, ["status"], SEEN, query)).queries[0] as StreamQuery;
    expect(both.skip?.match).toBe("any");
    expect(SEEN.filter((message) => skipperOf(both)?.(message))).toEqual([STATUS, HEARTBEAT]);
  });

  it("of a list or an object: messages that have one", () => {
    expect(withSkip(documentOf({ queries: [ticker()] }), pickOf(OHLC, [1])).queries[0]?.skip?.rules[0]).toEqual({
      path: "$[1]",
      operator: "exists",
      value: null,
    });
  });

  it("can't widen rules that must all hold, nor what only the server follows", () => {
    const rules = [
      { path: "$.a", operator: "equals" as const, value: 1 },
      { path: "$..b", operator: "matches" as const, value: "x" },
    ];
    const query = ticker({ skip: { match: "all", rules: rules as never } });
    expect(noSkip(pickOf(HEARTBEAT, ["event"], SEEN, query))).toMatch(/must all hold/);
    expect(skipperOf(query)).toBeNull();
    const document = change(documentOf({ queries: [query] }), "queries", "ticker", {});
    expect(withSkip(document, pickOf(HEARTBEAT, ["event"], SEEN, query))).toBe(document);
  });
});

describe("a message as a tree", () => {
  it("opens two levels, and the others on request", () => {
    const message = { a: { b: { c: 1 } }, d: [] };
    expect(linesOf(message, new Set()).map((line) => line.path)).toEqual(["", "a", "a.b", "d"]);
    expect(linesOf(message, new Set(["a.b"])).map((line) => line.path)).toContain("a.b.c");
    expect(linesOf(message, new Set([""])).map((line) => line.path)).toEqual([""]);
  });

  it("shows the first 50 entries of a list and says how many more there are", () => {
    const lines = linesOf(
      Array.from({ length: 80 }, (_, index) => index),
      new Set(),
    );
    expect(lines).toHaveLength(51);
    expect(lines[0]?.rest).toBe(30);
  });
});
