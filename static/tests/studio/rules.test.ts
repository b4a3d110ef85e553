/** Rules: values that keep their types, operators that take only what they can compare. */
import { describe, expect, it } from "vitest";
import type { Match, Rule } from "../../src/document";
import {
  addRule,
  convert,
  kindOf,
  kindsOf,
  readValue,
  removeRule,
  toPath,
  withOperator,
  withRule,
} from "../../src/studio/queries/rules/rules";

const rule = (operator: Rule["operator"], value: unknown): Rule => ({ path: "$.a", operator, value });

describe("a value", () => {
  it("is told apart by its JSON type, so that 5 is not the text 5", () => {
    expect([5, "5", true, null, [1], { a: 1 }].map(kindOf)).toEqual([
      "number",
      "text",
      "boolean",
      "null",
      "json",
      "json",
    ]);
  });

  it.each([
    ["5", "text", "5"],
    ["5", "number", 5],
    [" 0.25 ", "number", 0.25],
    ["1e3", "number", 1000],
    ['["a", 1]', "json", ["a", 1]],
    ["", "text", ""],
  ] as const)("%j read as %s", (text, kind, value) => {
    expect(readValue(text, kind)).toEqual({ ok: true, value });
  });

  it.each([
    ["five", "number"],
    ["", "number"],
    ["[1,", "json"],
    ['"a"', "json"],
    ["null", "json"],
  ] as const)("%j is no %s, and what to do is said", (text, kind) => {
    expect(readValue(text, kind)).toMatchObject({ ok: false, message: expect.stringMatching(/Write|choose/) });
  });

  it.each([
    ["5", "number", 5],
    [5, "text", "5"],
    ["tick", "number", 0],
    ["", "number", 0],
    ["true", "boolean", true],
    [0, "boolean", false],
    [true, "text", "true"],
    ["a", "json", ["a"]],
    [null, "json", []],
    [null, "text", ""],
    ["a", "null", null],
    [[1], "json", [1]],
  ] as const)("%j becomes, as %s, %j", (value, kind, expected) => {
    expect(convert(value, kind)).toEqual(expected);
  });
});

describe("another operator", () => {
  it("keeps a value that it can compare with", () => {
    expect(withOperator(rule("equals", "x"), "contains")).toEqual(rule("contains", "x"));
    expect(withOperator(rule("equals", "10"), "less")).toEqual(rule("less", "10"));
  });

  it("makes the nearest of one that it can't", () => {
    expect(withOperator(rule("equals", [1]), "matches")).toEqual(rule("matches", "[1]"));
    expect(withOperator(rule("equals", true), "less")).toEqual(rule("less", 1));
  });

  it("drops the value where none is compared, and starts with text afterwards", () => {
    const exists = withOperator(rule("equals", "x"), "exists");
    expect(exists).toEqual(rule("exists", null));
    expect(withOperator(exists, "equals")).toEqual(rule("equals", ""));
    expect(kindsOf("missing")).toEqual([]);
  });
});

describe("a list of rules", () => {
  const match: Match = { match: "any", rules: [rule("equals", 1)] };

  it("grows, changes and shrinks; without its last rule there is none", () => {
    const two = addRule(match, rule("exists", null));
    expect(two.rules).toHaveLength(2);
    expect(withRule(two, 1, rule("equals", 2)).rules[1]?.value).toBe(2);
    expect(removeRule(two, 0)).toEqual({ match: "any", rules: [rule("exists", null)] });
    expect(removeRule(match, 0)).toBeNull();
  });
});

it.each([
  ["price", "$.price"],
  ["a.b", "$.a.b"],
  ["[0].x", "$[0].x"],
  [".x", "$.x"],
  ["$.x", "$.x"],
  [" $ ", "$"],
  ["", ""],
])("the path %j means %j", (typed, path) => expect(toPath(typed)).toBe(path));
