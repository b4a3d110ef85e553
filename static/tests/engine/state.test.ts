import { expect, test } from "vitest";
import { coerce } from "../../src/engine/state-api";
import { parsePath, withPart } from "../../src/engine/state-path";
import { documentOf, Rig, stateOf, widgetOf } from "./harness";

const setIn = (whole: unknown, path: unknown, value: unknown) => withPart(whole, parsePath(path), value);

test("a part is set along copies, and nothing is changed in place", () => {
  const whole = { a: { b: [1, { c: 2 }] }, other: { kept: true } };
  const frozen = structuredClone(whole);
  const next = setIn(whole, "a.b[1].c", 3) as typeof whole;
  expect(next).toEqual({ a: { b: [1, { c: 3 }] }, other: { kept: true } });
  expect(whole).toEqual(frozen);
  expect(next.other).toBe(whole.other);
  expect(setIn(Object.freeze([Object.freeze({ x: 1 })]), [0, "x"], 2)).toEqual([{ x: 2 }]);
});

test("what is missing on the way is made: a list before an index, else an object", () => {
  expect(setIn(null, "a[0].b", 1)).toEqual({ a: [{ b: 1 }] });
  expect(setIn(undefined, '["two words"]', 1)).toEqual({ "two words": 1 });
  expect(setIn({ a: 1 }, "", 5)).toBe(5);
});

test.each([
  ["__proto__.x", "can't go through __proto__"],
  [["constructor", "prototype"], "can't go through constructor"],
  ["a[99999999]", "an index from 0 to 9999"],
  [[-1], "not -1"],
  [[1.5], "not 1.5"],
  [[{}], "a step of a path is a name"],
  ["a..b", "can't be read at"],
  [7, "a path is a text"],
  [Array(33).fill("a"), "at most 32 steps"],
])("the path %j is refused", (path, message) => {
  expect(() => setIn({}, path, 1)).toThrow(message);
});

test("a part of what has no parts is refused", () => {
  expect(() => setIn({ a: "text" }, "a.b", 1)).toThrow('"a" is a string; it has no part "b"');
  expect(() => setIn([1], "b", 1)).toThrow("the value is a list");
  expect(() => setIn({ a: new Date() }, "a.b", 1)).toThrow("neither a list nor a plain object");
  expect(Object.prototype).not.toHaveProperty("polluted");
});

test.each([
  ["text", [1, [2, 3], null, "x"], "1,2,3,,x"],
  ["text", { a: 1 }, '{"a":1}'],
  ["text", null, ""],
  ["text", 5, "5"],
  ["number", "5.5", 5.5],
  ["number", "five", null],
  ["number", "", null],
  ["number", true, 1],
  ["number", undefined, null],
  ["boolean", "false", false],
  ["boolean", "no", true],
  ["boolean", 0, false],
  ["any", "5", "5"],
] as const)("as %s, %j is %j", (type, value, result) => {
  expect(coerce(type, value)).toEqual(result);
});

test("a state whose type is edited keeps its value, as that type", async () => {
  const rig = new Rig(documentOf({ states: [stateOf("x", [1, 2])] }));
  rig.edit({ states: [stateOf("x", [1, 2], "text")] });
  expect(await rig.read("x.value")).toBe("1,2");
});

test("app code sets, sets a part, reads and resets a state", async () => {
  const rig = new Rig(
    documentOf({
      states: [stateOf("book", { bids: [{ price: 1 }] }), stateOf("ticker", null, "text")],
      widgets: [
        widgetOf("price", "text", { content: "{{ book.value.bids[0].price }}" }),
        widgetOf("first", "text", { content: "{{ ticker.value.split(',')[0] }}" }),
      ],
    }),
  );
  await rig.clock.advance(20);
  expect(rig.prop("first", "content")).toBe("");
  rig.run('book.setIn("bids[0].price", 2); ticker.setValue([10, 20])');
  await rig.clock.advance(20);
  expect([rig.prop("price", "content"), rig.prop("first", "content")]).toEqual([2, "10"]);
  rig.run("book.reset()");
  await rig.clock.advance(20);
  expect(rig.prop("price", "content")).toBe(1);
  rig.run('book.setIn("__proto__.polluted", 1)');
  expect(rig.reports().at(-1)).toContain("a path can't go through __proto__");
  expect({}).not.toHaveProperty("polluted");
});
