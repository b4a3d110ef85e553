import { describe, expect, it } from "vitest";
import { Keys, shiftOf } from "../../src/widgets/data/keys";
import { widthOf } from "../../src/widgets/data/width";
import type { ColumnSpec, TableColumn } from "../../src/widgets/table/column";
import { breadthOf, columnsOf } from "../../src/widgets/table/columns";
import { Order, type Wanted } from "../../src/widgets/table/order";
import { resize } from "../../src/widgets/table/resized";
import { all, NOTHING, present, SELECTED_MAX, selected } from "../../src/widgets/table/selection";
import { testOf } from "../../src/widgets/table/terms";
import { cellText, directionOf, linkOf, tagsOf } from "../../src/widgets/table/text";
import { measure, tracksOf, widthsOf } from "../../src/widgets/table/widths";
import type { RowOrigin } from "../../src/widgets/view";

const row = (price: number, side = "b") => ({ time: 1_700_000_000, side, price });
const spec = (field: string, more: Partial<ColumnSpec> = {}): ColumnSpec => ({
  field,
  title: "",
  format: "auto",
  decimals: null,
  unit: "",
  coloured: false,
  align: "auto",
  width: null,
  sortable: true,
  hidden: false,
  ...more,
});
const column = (field: string, more: Partial<ColumnSpec> = {}, rows: unknown[] = []): TableColumn =>
  columnsOf([spec(field, more)], rows)[0] as TableColumn;
const textOf = (format: ColumnSpec["format"], value: unknown, more: Partial<ColumnSpec> = {}) =>
  cellText(column("x", { format, ...more }), value, 1_700_000_000_000);

describe("columns", () => {
  it("are those of the first row when none are named, each in the format its values have", () => {
    const first = { time: 1_700_000_000, side: "b", price: "1.50", tags: [1], ok: true, at: "x", hist: [1, 2] };
    const columns = columnsOf([], [{ ...first, link: "https://a.test/b" }]);
    expect(columns.map(({ title, format }) => `${title} ${format}`)).toEqual([
      "time time",
      "side text",
      "price number",
      "tags json",
      "ok boolean",
      "at text",
      "hist spark",
      "link link",
    ]);
    expect(textOf("number", "2")).toBe("2");
    expect(cellText(columns[2] as TableColumn, "2", 0)).toBe("2.00");
  });

  it("stay while a row of another kind passes, and gain what a new row brings", () => {
    const before = columnsOf([], [{ a: 1, b: 2 }]);
    const next = columnsOf([], [{ event: "heartbeat" }, { a: 1, b: 2 }], null, before);
    expect(next.map(({ title }) => title)).toEqual(["a", "b", "event"]);
    expect(columnsOf([], [{ c: 1 }], null, next).map(({ title }) => title)).toEqual(["c"]);
  });

  it("keep format and decimals once they have been seen", () => {
    const before = columnsOf([spec("x")], [{ x: "1.250" }]);
    expect(columnsOf([spec("x")], [{ x: null }], null, before)[0]).toMatchObject({ format: "number", least: 3 });
  });

  it("have their points under each other, unless that would cost rows of noughts", () => {
    const texts = (...numbers: number[]) => {
      const rows = numbers.map((price) => ({ price }));
      const [price] = columnsOf([], rows);
      return numbers.map((number) => cellText(price as TableColumn, number, 0));
    };
    expect(texts(171.27, 67.1, 3)).toEqual(["171.27", "67.10", "3.00"]);
    expect(texts(67_194.8, 171.27, 0.04914)).toEqual(["67,194.8", "171.27", "0.04914"]);
  });

  it("leave out hidden ones, and read a row's message", () => {
    const origins: RowOrigin[] = [{ query: "ticker", at: 5, offset: 7 }];
    const columns = columnsOf([spec("a", { hidden: true }), spec("@query"), spec("@at")], [{}], origins);
    expect(columns.map(({ read }) => read({}, origins[0]))).toEqual(["ticker", 5]);
    expect(columns.map(({ title, format }) => [title, format])).toEqual([
      ["query", "text"],
      ["at", "time"],
    ]);
  });

  it("of rows that are arrays are their positions", () => {
    expect(columnsOf([], [["5541.2", "s"]]).map(({ read }) => read(["1", "b"]))).toEqual(["1", "b"]);
  });

  it("stand right when they hold figures, or as told", () => {
    expect(column("x", { format: "percent" }).align).toBe("right");
    expect(column("x", { format: "text" }).align).toBe("left");
    expect(column("x", { format: "number", align: "center" }).align).toBe("center");
  });
});

describe("cells", () => {
  it("say each format in its way, and a value of another kind as it is", () => {
    expect(textOf("number", "67412.55", { decimals: 1, unit: "USD" })).toBe("67,412.6 USD");
    expect(textOf("number", "n/a")).toBe("n/a");
    expect(textOf("number", null)).toBe("");
    expect(textOf("percent", -0.123, { decimals: 2 })).toBe("−0.12 %");
    expect(textOf("percent", 0.5, { coloured: true })).toBe("+0.5 %");
    expect(textOf("progress", 42)).toBe("42 %");
    expect(textOf("date", 1_700_000_000)).toMatch(/^2023-11-1[45]$/);
    expect(["true", 0, "no", true].map((value) => textOf("boolean", value))).toEqual(["Yes", "No", "No", "Yes"]);
    expect(textOf("tag", ["a", "b"])).toBe("a, b");
    expect(textOf("json", { a: [1] })).toBe('{"a":[1]}');
    expect(textOf("spark", [1, "2.5"])).toBe("2 values, last 2.5");
    expect(textOf("text", "x".repeat(2_000))).toHaveLength(1_001);
    expect(tagsOf(null)).toEqual([]);
  });

  it("open only web and mail addresses", () => {
    expect(linkOf("https://www.a.test/b")).toEqual({ url: "https://www.a.test/b", text: "a.test/b" });
    expect(linkOf({ url: "mailto:a@b.c", text: "Ann" })).toEqual({ url: "mailto:a@b.c", text: "Ann" });
    expect(linkOf("javascript:alert(1)").url).toBeNull();
  });

  it("are coloured by sign, and by words for buying and selling", () => {
    const found = [1, "0.5", -2, 0, "buy", "S", "hold", null].map(directionOf);
    expect(found).toEqual(["up", "up", "down", null, "up", "down", null, null]);
  });
});

describe("filters", () => {
  const passes = (text: string, value: unknown, format: ColumnSpec["format"] = "number") =>
    testOf(text, column("x", { format }), 0).test?.(value) ?? null;

  it("compare figures", () => {
    expect([6, 5, "7", "n/a", null].map((value) => passes(">5", value))).toEqual([true, false, true, false, false]);
    expect(passes("<= 1,000", 1_000)).toBe(true);
    expect(passes("=5", "5.0")).toBe(true);
    expect(passes("!=5", 5)).toBe(false);
    expect(passes(">2020-01-01", 1_700_000_000, "date")).toBe(true);
  });

  it("find texts without regard to case", () => {
    expect(passes("usd", "XBT/USD", "text")).toBe(true);
    expect(passes("=usd", "XBT/USD", "text")).toBe(false);
    expect(passes("67,4", 67_412.5)).toBe(true);
    expect(passes("yes", true, "boolean")).toBe(true);
  });

  it("let everything pass while they are empty, half written or wrong, and say what is wrong", () => {
    expect(["", "  ", ">", ">five"].map((text) => passes(text, 1))).toEqual([null, null, null, null]);
    expect(testOf(">five", column("x"), 0).fault).toMatch(/number/);
  });
});

describe("the order", () => {
  const rows = [
    { n: 2, t: "b" },
    { n: null, t: "A" },
    { n: "10", t: "" },
    { n: 2, t: "c" },
  ];
  const columns = columnsOf([spec("n", { format: "number" }), spec("t", { format: "text" })], rows);
  const order = (wanted: Partial<Wanted>) => [
    ...new Order().of(rows, null, columns, { newestFirst: true, sort: null, search: "", filters: {}, ...wanted }, 0),
  ];

  it("comes out the same when only what is new is looked at", () => {
    const wanted: Wanted = { newestFirst: true, sort: { field: "n", dir: "desc" }, search: "a", filters: { n: ">2" } };
    const kept = new Order();
    let next = 0;
    const make = () => ({ n: (next * 7) % 10 || null, t: ["a", "ab", "b"][next++ % 3] });
    let many = Array.from({ length: 30 }, make);
    for (let step = 0; step < 60; step++) {
      expect([...kept.of(many, null, columns, wanted, 0)]).toEqual([...new Order().of(many, null, columns, wanted, 0)]);
      many = many.slice(step % 4).map((one, place) => (place === step % 7 ? make() : one));
      many.push(...Array.from({ length: step % 5 }, make));
      if (step % 20 === 19) many = [...many].reverse();
    }
    const byText: Wanted = { ...wanted, sort: { field: "t", dir: "asc" }, search: "" };
    expect([...kept.of(many, null, columns, byText, 0)]).toEqual([...new Order().of(many, null, columns, byText, 0)]);
  });

  it("is that of arrival, newest first or last", () => {
    expect(order({})).toEqual([3, 2, 1, 0]);
    expect(order({ newestFirst: false })).toEqual([0, 1, 2, 3]);
  });

  it("sorts figures as figures and texts as texts, what is empty last either way, equals as they came", () => {
    expect(order({ sort: { field: "n", dir: "asc" } })).toEqual([3, 0, 2, 1]);
    expect(order({ sort: { field: "n", dir: "desc" } })).toEqual([2, 3, 0, 1]);
    expect(order({ sort: { field: "t", dir: "asc" } })).toEqual([1, 0, 3, 2]);
    expect(order({ sort: { field: "t", dir: "desc" } })).toEqual([3, 0, 1, 2]);
  });

  it("leaves out what filters and the search don't find", () => {
    expect(order({ filters: { n: ">1" } })).toEqual([3, 2, 0]);
    expect(order({ search: "A", filters: { n: "" } })).toEqual([1]);
    expect(order({ search: "10" })).toEqual([2]);
  });
});

describe("keys", () => {
  const ids = (keys: Keys, rows: unknown[], origins: RowOrigin[] | null = null) => keys.of(rows, origins).ids;

  it("are the values at the key, those that come again apart", () => {
    const keys = new Keys({ key: "id", source: null });
    expect(ids(keys, [{ id: 1 }, { id: "a" }, { id: 1 }, { id: 1 }])).toEqual(["1", "a", "1#2", "1#3"]);
  });

  it("are a row's message when no key is named", () => {
    const keys = new Keys({ key: "", source: null });
    const origin = { query: "q", at: 0, offset: 4 };
    expect(ids(keys, [{}], [origin])).toEqual(["q/4"]);
  });

  it("follow rows without either as the list moves on, and stay in place when rows change there", () => {
    const keys = new Keys({ key: "", source: null });
    expect(ids(keys, [row(1), row(2), row(3)])).toEqual([0, 1, 2]);
    expect(ids(keys, [row(2), row(3), row(4)])).toEqual([1, 2, 3]);
    expect(ids(keys, [row(2), row(3), row(4), row(5)])).toEqual([1, 2, 3, 4]);
    expect(ids(keys, [row(7), row(8), row(9), row(10)])).toEqual([1, 2, 3, 4]);
  });

  it("find the new rows by where the formerly newest one stands", () => {
    expect(shiftOf([row(1), row(2), row(3)], [row(1), row(2)])).toBe(1);
    expect(shiftOf([row(1), row(2)], [row(1), row(2)])).toBe(0);
    expect(shiftOf([row(1), row(5)], [row(1), row(2)])).toBeNull();
  });

  it("of rows that only come, leave at the front and change in their place are followed, as if made anew", () => {
    const keys = new Keys({ key: "id", source: null });
    let rows = Array.from({ length: 6 }, (_, id) => ({ id, n: 0 }));
    let next = 6;
    const check = () => {
      const { ids, places } = keys.of(rows, null);
      expect(ids).toEqual(rows.map(({ id }) => String(id)));
      expect(ids.map((id) => places.get(id))).toEqual(rows.map((_, place) => place));
      expect([places.size, places.has("none"), places.get("-1")]).toEqual([rows.length, false, undefined]);
    };
    check();
    for (let step = 0; step < 50; step++) {
      const before = keys.of(rows, null);
      const gone = rows.slice(0, step % 3).map(({ id }) => String(id));
      rows = rows.slice(step % 3).map((row, place) => (place === step % 5 ? { ...row, n: step } : row));
      for (let count = 0; count < step % 4; count++) rows.push({ id: next++, n: 0 });
      const stay = rows.length;
      check();
      expect(gone.some((id) => keys.of(rows, null).places.has(id))).toBe(false);
      // What is new now was not there before, whoever asks later.
      expect(rows.slice(0, stay).filter(({ id }) => before.places.has(String(id))).length).toBe(stay - (step % 4));
      if (rows.length > 12) rows = rows.slice(5);
    }
    rows = [...rows].reverse(); // anything else is another list
    check();
    rows = [...rows.slice(1), rows[0] as { id: number; n: number }]; // to the end
    check();
    rows = rows.filter((_, place) => place !== 2);
    check();
    rows = [];
    check();
  });

  it("of messages are followed likewise, and those of a key that comes twice stay apart", () => {
    const origin = (offset: number): RowOrigin => ({ query: "q", at: 0, offset });
    const byMessage = new Keys({ key: "", source: null });
    const origins = [1, 2, 3].map(origin);
    expect(ids(byMessage, [{}, {}, {}], origins)).toEqual(["q/1", "q/2", "q/3"]);
    expect(ids(byMessage, [{}, {}, {}], [...origins.slice(1), origin(4)])).toEqual(["q/2", "q/3", "q/4"]);
    const byKey = new Keys({ key: "id", source: null });
    const rows = [{ id: 1 }, { id: 2 }];
    expect(ids(byKey, rows)).toEqual(["1", "2"]);
    expect(ids(byKey, [...rows, { id: 1 }])).toEqual(["1", "2", "1#2"]);
    expect(ids(byKey, [rows[1], { id: 1 }])).toEqual(["2", "1"]);
    expect(ids(byKey, [rows[1], { id: 3 }, { id: 3 }])).toEqual(["2", "3", "3#2"]);
  });

  it("of 10,000 equal rows are made in no time", () => {
    const began = performance.now();
    new Keys({ key: "id", source: null }).of(Array(10_000).fill({ id: "x" }), null);
    expect(performance.now() - began).toBeLessThan(500);
  });
});

describe("selection", () => {
  const order = ["a", "b", "c", "d"];
  const ids = (selection: typeof NOTHING) => [...selection.ids];

  it("takes one row, adds and takes away, and ranges from the last one chosen", () => {
    const one = selected(NOTHING, "b", "only", order, false);
    const two = selected(one, "d", "toggle", order, false);
    expect(ids(two)).toEqual(["b", "d"]);
    expect(ids(selected(two, "b", "toggle", order, false))).toEqual(["d"]);
    expect(ids(selected(two, "b", "range", order, false))).toEqual(["b", "c", "d"]);
    expect(ids(selected(one, "d", "toggle", order, true))).toEqual(["d"]);
    expect(ids(selected(one, "d", "range", order, true))).toEqual(["d"]);
  });

  it("loses rows that are gone, and is bounded", () => {
    const both = selected(selected(NOTHING, "a", "only", order, false), "b", "toggle", order, false);
    expect(ids(present(both, new Map([["b", 0]])))).toEqual(["b"]);
    expect(present(both, new Map([["a", 0], ["b", 1]]))).toBe(both); // biome-ignore format: one line
    expect(all(Array.from({ length: 5_000 }, (_, index) => index)).ids.size).toBe(SELECTED_MAX);
  });
});

describe("widths", () => {
  const now = 1_700_000_000_000;
  const rows = [{ ...row(67412.5), volume: "0.0313" }];
  const columns = columnsOf([], rows);
  const widths = (room: number) => widthsOf(columns, measure(columns, rows, now), room);

  it("take up as much as what stands in the columns", () => {
    const [time, side, price] = columns as [TableColumn, TableColumn, TableColumn];
    expect(breadthOf(time, [row(1)], now)).toBe(widthOf("22:13:20.000"));
    expect(breadthOf(price, [row(67412.5)], 0)).toBe(widthOf("67,412.5"));
    expect(breadthOf(side, [row(1, "x".repeat(99))], 0)).toBe(24);
  });

  it("give up thousandths of seconds first, and nothing of a figure ever", () => {
    const [full, short] = [widths(400), widths(280)];
    expect([full.fraction, short.fraction]).toEqual([true, false]);
    expect(short.columns[0]?.least).toBeLessThan(full.columns[0]?.least ?? 0);
    expect(widths(100)).toEqual({ ...short, columns: expect.any(Array) });
  });

  it("of a long text are no more than its beginning needs", () => {
    const texts = [row(1, "x".repeat(99))];
    const named = columnsOf([], texts);
    expect(widthsOf(named, measure(named, texts, now), 600).columns[1]?.least).toBeLessThan(120);
  });

  it("grow with the rows and never shrink", () => {
    const before = measure(columns, rows, now);
    const grown = measure(columns, [{ ...row(1_067_412.5), volume: "0.0313" }], now, before);
    expect(grown[2]?.fine).toBeGreaterThan(before[2]?.fine ?? 0);
    expect(measure(columns, rows, now, grown)).toBe(grown);
  });

  it("are those of the columns where they say so", () => {
    const fixed = columnsOf([spec("price", { width: 90 })], rows);
    expect(tracksOf(widthsOf(fixed, measure(fixed, rows, now), 500))).toBe("90px");
  });

  it("are the viewer's where they dragged an edge, and those before it stay as they were", () => {
    const head = (field: string, offsetWidth: number) =>
      ({ dataset: { field }, offsetWidth }) as unknown as HTMLElement;
    const heads = [head("a", 100), head("b", 80), head("c", 60)];
    const once = resize({}, heads, "b", 120);
    expect(once).toEqual({ a: 100, b: 120 });
    expect(resize(once, heads, "a", 40)).toEqual({ a: 40, b: 120 });
    const [fixed] = [columnsOf([spec("b", { width: 90 }), spec("c")], rows)];
    const { columns } = widthsOf(fixed, measure(fixed, rows, now), 500, { b: 50 });
    expect(columns.map(({ least, share }) => [share === null, least === 50])).toEqual([
      [true, true],
      [false, false],
    ]);
  });
});
