import { readFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { codeOf, documentOf, Rig, settle, widgetOf } from "./harness";

const kept = (rig: Rig): unknown[] => rig.of("keep").map(({ key, value }) => [key, value]);

test("url has the query and the hash, and can't be changed", async () => {
  const rig = new Rig(documentOf(), { url: { query: { pair: "XBT/USD" }, hash: "#top" } });
  expect(await rig.read("[url.query.pair, url.hash]")).toEqual(["XBT/USD", "#top"]);
  rig.run("'use strict'; url.query.pair = 1");
  expect(await rig.read("url.query.pair")).toBe("XBT/USD");
});

test("screen follows the page, and says what kind of device it is", async () => {
  const rig = new Rig(
    documentOf({ widgets: [widgetOf("size", "text", { content: "{{ screen.isPhone ? 'phone' : screen.width }}" })] }),
    { screen: { width: 1_440, height: 900 } },
  );
  await rig.clock.advance(20);
  expect(rig.prop("size", "content")).toBe(1_440);
  expect(await rig.read("[screen.height, screen.isPhone, screen.isTablet, screen.isDesktop]")).toEqual([
    900,
    false,
    false,
    true,
  ]);
  rig.engine.receive({ type: "screen", width: 639, height: 800 });
  await rig.clock.advance(20);
  expect(rig.prop("size", "content")).toBe("phone");
  rig.engine.receive({ type: "screen", width: 640, height: 800 });
  expect(await rig.read("[screen.isPhone, screen.isTablet, screen.isDesktop]")).toEqual([false, true, false]);
});

test("localStorage keeps JSON values, reactively, and tells the page", async () => {
  const rig = new Rig(
    documentOf({ widgets: [widgetOf("pair", "text", { content: "{{ localStorage.getItem('pair') ?? 'none' }}" })] }),
    { kept: { theme: { dark: true } } },
  );
  await rig.clock.advance(20);
  expect([rig.prop("pair", "content"), await rig.read("localStorage.getItem('theme').dark")]).toEqual(["none", true]);
  rig.run("localStorage.setItem('pair', 'XBT'); localStorage.setItem('pair', 'XBT'); localStorage.removeItem('theme')");
  await rig.clock.advance(20);
  expect(rig.prop("pair", "content")).toBe("XBT");
  expect(kept(rig)).toEqual([["pair", "XBT"]]); // the first at once, the rest gathered
  await rig.clock.advance(100);
  expect(kept(rig)).toEqual([
    ["pair", "XBT"],
    ["theme", undefined],
  ]);
  expect(await rig.read("[localStorage.keys(), localStorage.values, localStorage.length]")).toEqual([
    ["pair"],
    { pair: "XBT" },
    1,
  ]);
  rig.engine.receive({ type: "kept", values: { pair: "ETH", more: 1 } });
  await rig.clock.advance(20);
  expect(rig.prop("pair", "content")).toBe("ETH");
  rig.run("localStorage.clear()");
  await rig.clock.advance(300);
  expect(await rig.read("localStorage.keys()")).toEqual([]);
  expect(kept(rig).slice(2)).toEqual([
    ["pair", undefined],
    ["more", undefined],
  ]);
});

test("what another tab keeps doesn't undo what this one has just written", async () => {
  const rig = new Rig(documentOf());
  rig.run("localStorage.setItem('a', 1); localStorage.setItem('b', 1); localStorage.setItem('c', 1)");
  rig.engine.receive({ type: "kept", values: { a: 5, b: 5, d: 5 } }); // a was sent, b and c were not
  expect(await rig.read("localStorage.values")).toEqual({ a: 5, b: 1, d: 5, c: 1 });
});

test("what was kept is a copy, and a value that is no JSON is refused", async () => {
  const rig = new Rig(documentOf());
  rig.run("const row = {a: 1}; localStorage.setItem('row', row); row.a = 2");
  expect(await rig.read("localStorage.getItem('row')")).toEqual({ a: 1 });
  rig.run("localStorage.setItem('row', () => 1)");
  expect(rig.reports().at(-1)).toContain("keeps JSON values, not function");
  expect(await rig.read("localStorage.setItem('a', 1)")).toContain("can't call localStorage.setItem");
});

test("localStorage is bounded, by bytes and by keys", async () => {
  const rig = new Rig(documentOf());
  rig.run(
    "localStorage.setItem('big', 'ü'.repeat(131_000)); try { localStorage.setItem('b', 'x'.repeat(200)) } catch (e) { console.log(e.name, e.code) }",
  );
  expect(rig.reports().at(-1)).toContain("QuotaExceededError quota_exceeded");
  rig.run("localStorage.setItem('big', 1); localStorage.setItem('b', 'x'.repeat(200))");
  rig.run("for (let i = 0; i < 2000; i++) localStorage.setItem('k' + i, i)");
  expect(rig.reports().at(-1)).toContain("an app keeps at most 1000 keys");
  expect(await rig.read("localStorage.length")).toBe(1_000);
});

const root = globalThis as { _?: unknown; dayjs?: unknown };
afterEach(() => {
  delete root._;
  delete root.dayjs;
});

test("lodash and dayjs are there for app code when the page brought them", async () => {
  const libraries = ["lodash/lodash.min.js", "dayjs/dayjs.min.js"].map((path) =>
    readFileSync(new URL(`../../node_modules/${path}`, import.meta.url), "utf8"),
  );
  const rig = new Rig(
    documentOf({
      widgets: [widgetOf("sum", "text", { content: "{{ _.sumBy([{a: 1}, {a: 2}], 'a') }}" })],
      javascript_queries: [codeOf("q", "return dayjs('2024-02-29').add(1, 'year').format('YYYY-MM-DD')")],
    }),
    { libraries },
  );
  await rig.clock.advance(20);
  expect(rig.prop("sum", "content")).toBe(3);
  rig.run("q.run()");
  await settle();
  expect(await rig.read("q.data")).toBe("2025-02-28");
});

test("without them their names are unknown, and one that fails is reported", async () => {
  const rig = new Rig(documentOf());
  expect(await rig.read("_.sum([1])")).toContain("_ is not defined");
  const broken = new Rig(documentOf(), { libraries: ["throw new Error('no')"] });
  expect(broken.reports()).toEqual(["engine:null a library could not be started: Error: no"]);
});
