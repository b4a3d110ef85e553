/** The room all apps share in a browser: who was opened longest ago makes room, and is told. */
import { beforeEach, expect, it } from "vitest";
import type { Space } from "../../src/host/place";
import { enter, put } from "../../src/host/room";

const MAX = 2 * 1024 * 1024;
const place = (app: number): string => `lowstream.kept.${app}.0`;
const half = "x".repeat(MAX / 2 - 100);

/** As browsers have it, with a quota of its own. */
class Shelf implements Space {
  readonly texts = new Map<string, string>();
  quota = Number.POSITIVE_INFINITY;
  get length(): number {
    return this.texts.size;
  }
  key(index: number): string | null {
    return [...this.texts.keys()][index] ?? null;
  }
  getItem(name: string): string | null {
    return this.texts.get(name) ?? null;
  }
  setItem(name: string, text: string): void {
    const others = [...this.texts].filter(([other]) => other !== name);
    const size = others.reduce((sum, [key, value]) => sum + key.length + value.length, name.length + text.length);
    if (size > this.quota) throw new DOMException("full", "QuotaExceededError");
    this.texts.set(name, text);
  }
  removeItem(name: string): void {
    this.texts.delete(name);
  }
  kept(): string[] {
    return [...this.texts.keys()].filter((name) => name.startsWith("lowstream.kept.")).sort();
  }
}

let shelf: Shelf;
beforeEach(() => {
  shelf = new Shelf();
});

it("drops what was used longest ago when there is too much, and tells it once", () => {
  for (const app of [1, 2]) {
    enter(shelf, place(app), app);
    put(shelf, place(app), half, app);
  }
  enter(shelf, place(1), 5); // opened again: now the other is the older
  enter(shelf, place(3), 6);
  expect(put(shelf, place(3), half, 7)).toBe(true);
  expect(shelf.kept()).toEqual([place(1), place(3)]);
  expect(enter(shelf, place(2), 8)).toBe(true);
  expect(enter(shelf, place(2), 9)).toBe(false);
  expect(enter(shelf, place(1), 9)).toBe(false);
});

it("drops others when the browser has no more room, itself never", () => {
  put(shelf, place(1), "a".repeat(500), 1);
  put(shelf, place(2), "b".repeat(500), 2);
  shelf.quota = 1_000;
  expect(put(shelf, place(3), "c".repeat(600), 3)).toBe(true);
  expect(shelf.kept()).toEqual([place(3)]);
  expect(put(shelf, place(3), "c".repeat(2_000), 4)).toBe(false);
  expect(shelf.getItem(place(3))).toBe("c".repeat(600));
});

it("leaves alone what isn't an app's", () => {
  shelf.texts.set("lowstream.theme", "x".repeat(MAX));
  put(shelf, place(1), half, 1);
  put(shelf, place(2), half, 2);
  put(shelf, place(3), half, 3);
  expect(shelf.getItem("lowstream.theme")).toHaveLength(MAX);
  expect(shelf.kept()).toEqual([place(2), place(3)]);
});

it("believes what is there rather than its index", () => {
  shelf.texts.set(place(1), half);
  shelf.texts.set(place(2), half); // of another tab, which wrote the index before this one did
  for (const nonsense of ["{", "[1]", "null", '{"lowstream.kept.1.0":7}', '{"lowstream.kept.9.0":[1,99]}']) {
    shelf.texts.set("lowstream.room", nonsense);
    expect(enter(shelf, place(3), 1)).toBe(false);
  }
  put(shelf, place(3), half, 2);
  expect(shelf.kept()).toHaveLength(2);
});

it("knows of the last hundred that were dropped, and no more", () => {
  for (let app = 0; app < 150; app += 1) {
    enter(shelf, place(app), app);
    put(shelf, place(app), "x".repeat(MAX - 100), app);
  }
  const index = JSON.parse(shelf.getItem("lowstream.room") ?? "{}") as Record<string, unknown>;
  expect(Object.keys(index)).toHaveLength(101);
});
