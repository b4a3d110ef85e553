import { describe, expect, it } from "vitest";
import {
  join,
  NODES_MAX,
  nodesOf,
  type Openness,
  say,
  shortText,
  showMore,
  summary,
  UNKNOWN_REST,
} from "../../src/widgets/json/tree";

const openness = (levels: number): Openness => ({ levels, said: new Map(), more: new Map() });
const paths = (value: unknown, how: Openness) => nodesOf(value, how).map(({ path }) => path);

describe("a tree", () => {
  const value = { a: { b: [1, { c: null }] }, "odd key": "x" };

  it("opens as many levels as asked", () => {
    expect(paths(value, openness(0))).toEqual([""]);
    expect(paths(value, openness(1))).toEqual(["", "a", '["odd key"]']);
    expect(paths(value, openness(3))).toEqual(["", "a", "a.b", "a.b[0]", "a.b[1]", '["odd key"]']);
  });

  it("keeps what was opened and closed while the value changes", () => {
    const how = say(say(openness(1), "a", true), "a.b", true);
    expect(paths({ a: { b: [5] }, z: 1 }, how)).toEqual(["", "a", "a.b", "a.b[0]", "z"]);
    expect(paths(value, say(openness(9), "", false))).toEqual([""]);
  });

  it("tells a line's level, its place among its siblings, and whether there is anything to open", () => {
    const [root, , b] = nodesOf({ a: [], b: [1] }, openness(1));
    expect(root).toMatchObject({ depth: 0, open: true, size: 2 });
    expect(b).toMatchObject({ depth: 1, open: false, place: 2, siblings: 2 });
    expect(nodesOf([], openness(1))[0]).toMatchObject({ open: null });
  });

  it("shows a long list in parts", () => {
    const list = Array.from({ length: 190 }, (_, index) => index);
    const nodes = nodesOf(list, openness(1));
    expect(nodes).toHaveLength(102);
    expect(nodes.at(-1)).toMatchObject({ path: "", rest: 90 });
    expect(nodesOf(list, showMore(openness(1), "")).at(-1)).toMatchObject({ path: "[189]" });
  });

  it("is bounded, whatever is opened", () => {
    const wide = Array.from({ length: 100 }, () => Array.from({ length: 100 }, () => [1, 2, 3]));
    const nodes = nodesOf(wide, openness(100));
    expect(nodes).toHaveLength(NODES_MAX + 1);
    expect(nodes.at(-1)?.rest).toBe(UNKNOWN_REST);
  });
});

it("writes paths as app code does", () => {
  expect(join(join("", "a", false), "0", true)).toBe("a[0]");
  expect(join("a", "b c", false)).toBe('a["b c"]');
  expect(join("", "1x", false)).toBe('["1x"]');
});

it("says values in short", () => {
  expect(shortText("a\n")).toBe('"a\\n"');
  expect(shortText("x".repeat(999))).toMatch(/… 999 characters$/);
  expect([null, undefined, 1.5, true].map(shortText)).toEqual(["null", "undefined", "1.5", "true"]);
  const [list] = nodesOf([1, 2], openness(0));
  expect(list && summary(list)).toBe("[2]");
});
