/** A widget's rows, fed from windows: whatever comes and goes, the page holds what the source says, by small changes. */
import { describe, expect, test } from "vitest";
import type { WindowSource } from "../../src/document";
import { Graph } from "../../src/engine/graph";
import type { RowsDelta } from "../../src/engine/messages";
import { RowSet } from "../../src/engine/rows";
import { type Entry, MessageWindow } from "../../src/engine/window";
import { Store } from "../../src/player/store";
import { FakeClock } from "./harness";

const sourceOf = (fields: Partial<WindowSource> = {}): WindowSource => ({
  queries: ["a"],
  mode: "append",
  key: "",
  where: [],
  order_by: "",
  span_seconds: 0,
  ...fields,
});

class Bench {
  readonly clock = new FakeClock();
  readonly graph = new Graph(() => {});
  readonly windows: Record<string, MessageWindow> = {};
  readonly offsets: Record<string, number> = {};
  readonly store = new Store();
  readonly rows: RowSet;
  deltas: RowsDelta[] = [];
  dirty = 0;

  constructor(
    source: WindowSource,
    readonly limit = 200,
    size = 1_000,
    keyed = false,
  ) {
    for (const name of source.queries) {
      this.windows[name] = new MessageWindow(this.graph, this.clock, size);
      this.windows[name].bind({ size, keyed, maxAgeMs: 0 });
      this.offsets[name] = 0;
    }
    this.rows = new RowSet(source, limit, {
      clock: this.clock,
      window: (name) => this.windows[name],
      now: () => this.clock.now(),
      onDirty: () => {
        this.dirty += 1;
        this.look();
      },
    });
  }

  push(query: string, data: unknown, fields: Partial<Entry> = {}): Entry {
    this.offsets[query]! += 1;
    const entry: Entry = { offset: this.offsets[query]!, at: this.clock.now(), data, ...fields };
    this.windows[query]!.push(entry);
    return entry;
  }

  /** A frame: what changed goes to the page. Returns what it shows now. */
  look(): unknown[] {
    this.rows.pull();
    const delta = this.rows.take();
    if (delta) {
      this.deltas.push(delta);
      this.store.apply(structuredClone({ type: "props", props: {}, errors: {}, rows: { w: delta } }));
    }
    return this.shown();
  }

  shown(): unknown[] {
    return (this.store.live("w").peek().values.data as unknown[]) ?? [];
  }

  /** What has been posted since the last call: resets, and rows. */
  cost(): { resets: number; rows: number; splices: number } {
    const splices = this.deltas.flatMap((delta) => delta.splices);
    const cost = {
      resets: this.deltas.filter((delta) => delta.reset).length,
      rows: splices.reduce((sum, splice) => sum + splice.rows.length, 0),
      splices: splices.length,
    };
    this.deltas = [];
    return cost;
  }
}

test("messages come as rows with their origin, and only the new ones are posted", () => {
  const bench = new Bench(sourceOf(), 3);
  bench.push("a", "x");
  expect(bench.look()).toEqual(["x"]);
  bench.push("a", "y");
  bench.push("a", "z");
  expect(bench.look()).toEqual(["x", "y", "z"]);
  bench.cost();
  bench.push("a", "v", { at: 7 });
  expect(bench.look()).toEqual(["y", "z", "v"]);
  expect(bench.deltas).toEqual([
    {
      reset: false,
      queries: ["a"],
      splices: [
        { at: 0, remove: 1, rows: [], origins: [] },
        { at: 2, remove: 0, rows: ["v"], origins: [0, 7, 4] },
      ],
    },
  ]);
  expect(bench.store.live("w").peek().origins?.at(-1)).toEqual({ query: "a", at: 7, offset: 4 });
  bench.cost();
  bench.look();
  expect(bench.deltas).toEqual([]);
});

test("a burst beyond what is shown costs what is shown, not more", () => {
  const bench = new Bench(sourceOf(), 100, 10_000);
  bench.look();
  for (let i = 0; i < 10_000; i += 1) bench.push("a", i);
  expect(bench.look()).toEqual(Array.from({ length: 100 }, (_, i) => 9_900 + i));
  bench.cost();
  for (let i = 0; i < 5_000; i += 1) bench.push("a", i);
  bench.look();
  expect(bench.cost()).toMatchObject({ rows: 100 });
});

test("rows leave with their messages, and all of them with a cleared window", () => {
  const bench = new Bench(sourceOf(), 10, 3);
  for (const data of [1, 2, 3]) bench.push("a", data);
  bench.look();
  bench.push("a", 4);
  expect(bench.look()).toEqual([2, 3, 4]);
  bench.windows.a!.forget(3);
  expect(bench.look()).toEqual([4]);
  bench.windows.a!.clear();
  expect(bench.look()).toEqual([]);
  bench.cost();
  bench.look();
  expect(bench.deltas).toEqual([]);
  bench.push("a", 5);
  expect(bench.look()).toEqual([5]);
});

test("several queries are merged by time, also where one comes late", () => {
  const bench = new Bench(sourceOf({ queries: ["a", "b"] }), 10);
  bench.push("a", "a1", { at: 10 });
  bench.push("a", "a3", { at: 30 });
  bench.push("b", "b2", { at: 20 });
  expect(bench.look()).toEqual(["a1", "b2", "a3"]);
  bench.cost();
  bench.push("b", "b4", { at: 40 });
  bench.push("a", "a25", { at: 25 });
  expect(bench.look()).toEqual(["a1", "b2", "a25", "a3", "b4"]);
  expect(bench.cost().resets).toBe(0);
  expect(
    bench.store
      .live("w")
      .peek()
      .origins?.map(({ query }) => query),
  ).toEqual(["a", "b", "a", "a", "b"]);
});

describe("upsert", () => {
  const source = sourceOf({ mode: "upsert", key: "id" });

  test("keeps the newest row of each key where the key first stood", () => {
    const bench = new Bench(source);
    for (const [id, v] of [
      ["x", 1],
      ["y", 2],
      ["x", 3],
    ])
      bench.push("a", { id, v });
    expect(bench.look()).toEqual([
      { id: "x", v: 3 },
      { id: "y", v: 2 },
    ]);
    bench.cost();
    for (let v = 0; v < 50; v += 1) bench.push("a", { id: "y", v });
    bench.push("a", { id: "z", v: 1 });
    bench.push("a", { nothing: true });
    expect(bench.look()).toEqual([
      { id: "x", v: 3 },
      { id: "y", v: 49 },
      { id: "z", v: 1 },
    ]);
    expect(bench.cost()).toEqual({ resets: 0, rows: 2, splices: 1 });
  });

  test("a key leaves with the last message that named it", () => {
    const bench = new Bench(source, 10, 3);
    for (const id of ["x", "y", "x"]) bench.push("a", { id });
    bench.look();
    bench.push("a", { id: "z" });
    expect(bench.look()).toEqual([{ id: "x" }, { id: "y" }, { id: "z" }]);
    bench.push("a", { id: "z" });
    expect(bench.look()).toEqual([{ id: "x" }, { id: "z" }]);
  });

  test("where a query's newest row leaves, an older one of another query counts again", () => {
    const bench = new Bench({ ...source, queries: ["a", "b"] }, 10, 2);
    bench.push("b", { id: "x", from: "b" }, { at: 1 });
    bench.push("a", { id: "x", from: "a" }, { at: 2 });
    expect(bench.look()).toEqual([{ id: "x", from: "a" }]);
    bench.push("a", { id: "y" }, { at: 3 });
    bench.push("a", { id: "z" }, { at: 4 });
    expect(bench.look()).toEqual([{ id: "x", from: "b" }, { id: "y" }, { id: "z" }]);
  });
});

test("replace: the newest message is all there is, a list as its rows", () => {
  const bench = new Bench(sourceOf({ mode: "replace", where: [{ field: "n", operator: "greater", value: 1 }] }), 2);
  bench.push("a", [{ n: 1 }, { n: 2 }, { n: "3" }, { n: 4 }]);
  expect(bench.look()).toEqual([{ n: "3" }, { n: 4 }]);
  bench.push("a", { n: 0 }); // doesn't pass: it is no row, and replaces nothing
  expect(bench.look()).toEqual([{ n: "3" }, { n: 4 }]);
  bench.push("a", { n: 9 });
  expect(bench.look()).toEqual([{ n: 9 }]);
  bench.windows.a!.forget(9);
  expect(bench.look()).toEqual([]);
});

test("order_by puts late rows where they belong, and what leaves the window needn't be first", () => {
  const bench = new Bench(sourceOf({ order_by: "t" }), 3, 4);
  for (const t of [5, 1, 9, 3]) bench.push("a", { t });
  expect(bench.look()).toEqual([{ t: 3 }, { t: 5 }, { t: 9 }]);
  bench.push("a", { t: 4 }); // 5 leaves; 3 and 1 are there still
  expect(bench.look()).toEqual([{ t: 3 }, { t: 4 }, { t: 9 }]);
  bench.push("a", { t: "2" }); // 1 leaves
  bench.push("a", { t: "none" }); // 9 leaves
  expect(bench.look()).toEqual([{ t: "2" }, { t: 3 }, { t: 4 }]);
});

test("ISO times, seconds as texts and fields of the message are read for order", () => {
  const times = new Bench(sourceOf({ order_by: "time" }));
  for (const time of ["2026-01-01T00:00:02Z", "2026-01-01T00:00:01Z"]) times.push("a", { time });
  expect((times.look() as { time: string }[]).map(({ time }) => time.slice(17, 19))).toEqual(["01", "02"]);
  const offsets = new Bench(sourceOf({ queries: ["a", "b"], order_by: "@offset" }));
  offsets.push("b", "b1", { at: 1 });
  offsets.push("b", "b2", { at: 2 });
  offsets.push("a", "a1", { at: 3 });
  expect(offsets.look()).toEqual(["b1", "a1", "b2"]);
});

test("rows too old leave by themselves, by their own time if they have one", async () => {
  for (const order_by of ["", "time"]) {
    const bench = new Bench(sourceOf({ span_seconds: 10, order_by }));
    const now = bench.clock.time;
    bench.push("a", { time: (now - 20_000) / 1_000, n: 1 });
    bench.push("a", { time: (now - 5_000) / 1_000, n: 2 });
    const rest = (): unknown[] => (bench.shown() as { n: number }[]).map(({ n }) => n);
    bench.look();
    expect(rest()).toEqual(order_by ? [2] : [1, 2]);
    await bench.clock.advance(5_500);
    expect(rest()).toEqual(order_by ? [] : [1, 2]);
    await bench.clock.advance(5_000);
    expect(rest()).toEqual([]);
    expect(bench.clock.waiting).toBe(0); // nothing to wait for
  }
});

test("conditions look at the row and at its message", () => {
  const where = (...list: WindowSource["where"]): unknown[] => {
    const bench = new Bench(sourceOf({ queries: ["a", "b"], where: list }));
    bench.push("a", { side: "buy", price: "10.5", tags: ["x"] });
    bench.push("a", { side: "sell", price: 11, deep: { n: 1 } });
    bench.push("b", "text");
    return bench.look();
  };
  const count = (...list: WindowSource["where"]): number => where(...list).length;
  expect(count({ field: "side", operator: "equals", value: "buy" })).toBe(1);
  expect(count({ field: "side", operator: "not_equals", value: "buy" })).toBe(2);
  expect(count({ field: "price", operator: "equals", value: 10.5 })).toBe(1);
  expect(count({ field: "price", operator: "greater", value: 10 })).toBe(2);
  expect(count({ field: "price", operator: "at_least", value: "11" })).toBe(1);
  expect(count({ field: "price", operator: "at_most", value: 11 })).toBe(2);
  expect(count({ field: "price", operator: "less", value: 10.5 })).toBe(0);
  expect(count({ field: "side", operator: "contains", value: "u" })).toBe(1);
  expect(count({ field: "tags", operator: "contains", value: "x" })).toBe(1);
  expect(count({ field: "deep", operator: "equals", value: { n: 1 } })).toBe(1);
  expect(count({ field: "deep", operator: "exists", value: null })).toBe(1);
  expect(count({ field: "deep", operator: "missing", value: null })).toBe(2);
  expect(where({ field: "@query", operator: "equals", value: "b" })).toEqual(["text"]);
  expect(count({ field: "@offset", operator: "equals", value: 1 })).toBe(2);
  expect(
    count({ field: "side", operator: "equals", value: "sell" }, { field: "price", operator: "less", value: 11 }),
  ).toBe(0);
});

test("a keyed window's rows stay where they are, and go with their key", () => {
  const bench = new Bench(sourceOf(), 10, 3, true);
  for (const [key, data] of [
    ["x", 1],
    ["y", 2],
    ["x", 3],
  ] as [string, number][])
    bench.push("a", data, { key });
  expect(bench.look()).toEqual([3, 2]);
  bench.cost();
  bench.push("a", 4, { key: "y" });
  expect(bench.look()).toEqual([3, 4]);
  expect(bench.cost()).toEqual({ resets: 0, rows: 1, splices: 1 });
  bench.push("a", 5, { key: "z" });
  bench.push("a", 6, { key: "w" }); // x, unchanged for longest, goes
  expect(bench.look()).toEqual([4, 5, 6]);
  bench.push("a", 7, { key: "x" });
  expect(bench.look()).toEqual([5, 6, 7]);
  bench.windows.a!.clear();
  expect(bench.look()).toEqual([]);
});

/** Mulberry32: the same numbers in every run. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Made {
  id: string;
  t: number;
  n: number;
}

/** What a source says, looked up in the whole windows. */
function plainly(bench: Bench, source: WindowSource, limit: number): unknown[] {
  let rows = source.queries.flatMap((name, query) =>
    bench.windows[name]!.entries().map((entry) => ({ entry, query, row: entry.data as Made })),
  );
  rows.sort((a, b) => a.entry.at - b.entry.at || a.row.n - b.row.n);
  if (source.where.length > 0) rows = rows.filter(({ row }) => row.t >= 50);
  if (source.mode === "upsert") {
    const newest = new Map<string, (typeof rows)[number]>();
    for (const one of rows) newest.set(one.row.id, one);
    rows = [...newest.values()];
  }
  if (source.order_by) rows.sort((a, b) => a.row.t - b.row.t);
  return rows.slice(-limit).map(({ row }) => row);
}

test.each([
  ["append", 1, "", 7],
  ["append", 1, "", 100],
  ["append", 3, "", 20],
  ["append", 1, "t", 10],
  ["append", 2, "t", 100],
  ["upsert", 1, "t", 6],
  ["upsert", 2, "t", 100],
] as const)("by chance: %s of %i queries, ordered by '%s', the last %i", (mode, count, order_by, limit) => {
  for (const where of [[], [{ field: "t", operator: "at_least", value: 50 }]] as WindowSource["where"][]) {
    const queries = ["a", "b", "c"].slice(0, count) as WindowSource["queries"];
    const source = sourceOf({ queries, mode, key: "id", order_by, where });
    const bench = new Bench(source, limit, 40);
    const next = chance(limit + count);
    const among = (most: number): number => Math.floor(next() * most);
    let n = 0;
    for (let frame = 0; frame < 600; frame += 1) {
      for (let i = among(frame % 50 === 0 ? 200 : 6); i > 0; i -= 1) {
        n += 1;
        // No two the same, so that there is one right order.
        const t = order_by ? among(100) + n / 100_000 : among(100);
        bench.push(queries[among(count)]!, { id: `k${among(15)}`, t, n }, { at: bench.clock.time + n });
      }
      if (frame % 97 === 0) bench.windows.a!.forget(bench.offsets.a! - 5);
      if (frame % 211 === 0) bench.windows.a!.clear();
      const shown = bench.look();
      expect(shown).toEqual(plainly(bench, source, limit));
      const { origins } = bench.store.live("w").peek();
      expect(origins?.map(({ at }) => at - bench.clock.time)).toEqual((shown as Made[]).map((row) => row.n));
    }
  }
});

test("rows that come a little late cost a little, not the whole list", () => {
  const bench = new Bench(sourceOf({ queries: ["a", "b"] }), 5_000, 5_000);
  for (let i = 0; i < 5_000; i += 1) bench.push(i % 2 ? "a" : "b", i, { at: i });
  bench.look();
  bench.cost();
  for (let frame = 0; frame < 10; frame += 1) {
    for (let i = 0; i < 10; i += 1) bench.push("a", i, { at: 5_000 + frame * 10 + i });
    bench.look();
    for (let i = 0; i < 10; i += 1) bench.push("b", i, { at: 5_000 + frame * 10 + i });
    bench.look();
  }
  const { resets, rows, splices } = bench.cost();
  expect(resets).toBe(0);
  expect(rows).toBe(200);
  expect(splices).toBeLessThanOrEqual(20 + 10 * 11);
});

test("a hub's clock that is set back changes nothing in the order of one query's messages", () => {
  const at = (ms: number) => ({ at: ms });
  const replaced = new Bench(sourceOf({ mode: "replace" }));
  replaced.push("a", "old", at(500));
  replaced.look();
  replaced.push("a", "new", at(400));
  expect(replaced.look()).toEqual(["new"]);
  const bench = new Bench(sourceOf({ queries: ["a", "b"], mode: "upsert", key: "id" }), 200, 2);
  bench.push("a", { id: "x", n: 1 }, at(500));
  bench.push("a", { id: "x", n: 2 }, at(400));
  bench.push("b", { id: "y", n: 9 }, at(450));
  expect((bench.look() as { n: number }[]).map(({ n }) => n)).toEqual([9, 2]);
  const merged = new Bench(sourceOf({ queries: ["a", "b"] }), 200, 2);
  merged.push("a", 1, at(500));
  merged.push("a", 2, at(400));
  merged.look();
  merged.push("a", 3, at(600));
  expect(merged.look()).toEqual([2, 3]);
});

test("where a row of a keyed window turns to another key, the row that stood behind it counts again", () => {
  const bench = new Bench(sourceOf({ mode: "upsert", key: "to" }), 10, 10, true);
  bench.push("a", { to: "A", n: 1 }, { key: "x" });
  bench.push("a", { to: "A", n: 2 }, { key: "y" });
  expect(bench.look()).toEqual([{ to: "A", n: 2 }]);
  bench.push("a", { to: "B", n: 3 }, { key: "y" });
  expect(bench.look()).toEqual([
    { to: "A", n: 1 },
    { to: "B", n: 3 },
  ]);
});

test.each([["append"], ["upsert"]] as const)(
  "by chance: %s of a keyed window, whose rows change their keys",
  (mode) => {
    for (const where of [[], [{ field: "t", operator: "at_least", value: 50 }]] as WindowSource["where"][]) {
      for (const queries of [["a"], ["a", "b"]] as WindowSource["queries"][]) {
        const source = sourceOf({ queries, mode, key: "id", order_by: "t", where });
        const bench = new Bench(source, 12, 20, true);
        const next = chance(queries.length);
        const among = (most: number): number => Math.floor(next() * most);
        let n = 0;
        for (let frame = 0; frame < 400; frame += 1) {
          for (let i = among(frame % 50 === 0 ? 300 : 6); i > 0; i -= 1) {
            n += 1;
            const data = { id: `k${among(15)}`, t: among(100) + n / 100_000, n };
            bench.push(queries[among(queries.length)]!, data, { at: bench.clock.time + n, key: `w${among(25)}` });
          }
          if (frame % 97 === 0) bench.windows.a!.forget(bench.offsets.a! - 5);
          if (frame % 211 === 0) bench.windows.a!.clear();
          expect(bench.look()).toEqual(plainly(bench, source, 12));
        }
      }
    }
  },
);

test("where a row of a key gets too old, a younger one of another query counts again", async () => {
  const bench = new Bench(
    sourceOf({ queries: ["a", "b"], mode: "upsert", key: "id", order_by: "time", span_seconds: 60 }),
  );
  const now = bench.clock.now();
  bench.push("b", { id: "x", time: now, n: 1 });
  bench.push("a", { id: "x", time: now - 50_000, n: 2 }, { at: now + 1 });
  expect((bench.look() as { n: number }[]).map(({ n }) => n)).toEqual([2]);
  await bench.clock.advance(20_000);
  expect((bench.look() as { n: number }[]).map(({ n }) => n)).toEqual([1]);
  await bench.clock.advance(50_000);
  expect(bench.look()).toEqual([]);
});
