// @vitest-environment happy-dom
/** What an app keeps in the browser: written together, bounded, apart by app, person and draft, shared between tabs. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openStore, type Store } from "../../src/host/store";

const open: Store[] = [];
const changes: Record<string, unknown>[] = [];

function store(more: Partial<Parameters<typeof openStore>[0]> = {}): Store {
  const made = openStore({ app: 7, user: 3, draft: false, onChange: (values) => changes.push(values), ...more });
  open.push(made);
  return made;
}
const stored = (place = "lowstream.kept.7.3"): unknown => JSON.parse(localStorage.getItem(place) ?? "null");

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  changes.length = 0;
});
afterEach(() => {
  for (const one of open.splice(0)) one.close();
  vi.useRealTimers();
});

it("writes what changed together, and gives it to the next page", () => {
  const one = store();
  one.keep("a", { deep: [1] });
  one.keep("b", "x");
  one.keep("b", undefined);
  expect(stored()).toBe(null);
  vi.advanceTimersByTime(250);
  expect(stored()).toEqual({ a: { deep: [1] } });
  expect(store().values()).toEqual({ a: { deep: [1] } });
});

it("writes what is left when the page goes", () => {
  const one = store();
  one.keep("a", 1);
  dispatchEvent(new Event("pagehide"));
  expect(stored()).toEqual({ a: 1 });
  one.keep("b", 2);
  one.close();
  expect(stored()).toEqual({ a: 1, b: 2 });
});

it("keeps apps, people and drafts apart", () => {
  for (const [index, other] of [{ app: 8 }, { user: 4 }, { user: null }, { draft: true }].entries()) {
    store(other).keep("a", index);
  }
  vi.advanceTimersByTime(250);
  expect(store().values()).toEqual({});
  expect(Object.keys(localStorage).sort()).toEqual([
    "lowstream.kept.7.0",
    "lowstream.kept.7.3.draft",
    "lowstream.kept.7.4",
    "lowstream.kept.8.3",
  ]);
});

it("refuses what is too much, and goes on with the rest", () => {
  const one = store();
  one.keep("large", "x".repeat(256 * 1024));
  for (let i = 0; i < 1_100; i += 1) one.keep(`k${i}`, i);
  one.keep("k0", "changed");
  one.keep(7, "no name");
  one.keep(
    "cyclic",
    (() => {
      const x: unknown[] = [];
      x.push(x);
      return x;
    })(),
  );
  vi.advanceTimersByTime(250);
  const kept = stored() as Record<string, unknown>;
  expect(Object.keys(kept)).toHaveLength(1_000);
  expect(kept).toMatchObject({ k0: "changed", k999: 999 });
  one.keep("k0", undefined);
  one.keep("large", "x".repeat(200 * 1024));
  one.keep("k1", "x".repeat(60 * 1024));
  vi.advanceTimersByTime(250);
  expect((stored() as { k1: unknown }).k1).toBe(1);
});

it("counts names as they are written, so that none takes another app's room", () => {
  const one = store();
  for (let i = 0; i < 1_000; i += 1) one.keep("\u0001".repeat(200) + i, 1);
  vi.advanceTimersByTime(250);
  expect(localStorage.getItem("lowstream.kept.7.3")?.length).toBeLessThan(300 * 1024);
});

it("takes names that are names of objects too for what they are", () => {
  const one = store();
  one.keep("__proto__", { polluted: true });
  one.keep("constructor", 1);
  vi.advanceTimersByTime(250);
  const values = store().values();
  expect(Object.keys(values).sort()).toEqual(["__proto__", "constructor"]);
  expect(({} as { polluted?: unknown }).polluted).toBe(undefined);
});

it("tells what another tab has changed, and keeps what this one has changed since", () => {
  const one = store();
  one.keep("mine", 1);
  localStorage.setItem("lowstream.kept.7.3", '{"theirs":2,"mine":0}');
  const event = new StorageEvent("storage", { key: "lowstream.kept.7.3" });
  Object.defineProperty(event, "storageArea", { value: localStorage });
  dispatchEvent(event);
  expect(changes).toEqual([{ theirs: 2, mine: 1 }]);
  vi.advanceTimersByTime(250);
  expect(stored()).toEqual({ theirs: 2, mine: 1 });
  dispatchEvent(Object.assign(new StorageEvent("storage", { key: "other" })));
  expect(changes).toHaveLength(1);
});

it("lives without storage, and with nonsense in it", () => {
  const none = store({ storage: null });
  none.keep("a", 1);
  vi.advanceTimersByTime(250);
  expect(none.values()).toEqual({ a: 1 });
  for (const nonsense of ["{", "[1]", '"text"', "null", "7"]) {
    localStorage.setItem("lowstream.kept.7.3", nonsense);
    expect(() => store().keep("a", 1)).not.toThrow();
  }
});

it("tells the app's author what is gone, and what can't be kept, once", async () => {
  const lost: string[] = [];
  const onLost = (message: string) => lost.push(message);
  const one = store({ onLost });
  one.keep("a", 1);
  vi.advanceTimersByTime(250);
  for (let app = 100; app < 110; app += 1) {
    vi.advanceTimersByTime(1_000);
    store({ app, onLost }).keep("large", "x".repeat(250 * 1024));
    await vi.dynamicImportSettled();
    vi.advanceTimersByTime(250);
  }
  expect(lost).toEqual([]);
  expect(stored()).toBe(null);
  expect(store({ onLost }).values()).toEqual({});
  await vi.dynamicImportSettled();
  expect(lost).toEqual([expect.stringContaining("was dropped")]);

  const full = { ...localStorage, length: 0, key: () => null, getItem: () => null, removeItem: () => {} };
  const none = store({
    app: 9,
    onLost,
    storage: {
      ...full,
      setItem: () => {
        throw new Error("full");
      },
    },
  });
  for (let n = 0; n < 3; n += 1) {
    none.keep("a", n);
    await vi.dynamicImportSettled();
    vi.advanceTimersByTime(250);
  }
  expect(lost.slice(1)).toEqual([expect.stringContaining("has no room")]);
});
