/** What is said of code that can't be read, and of names that nothing has. */
import { describe, expect, it } from "vitest";
import { blankQuery, blankState } from "../../../src/studio/draft/blank";
import { knownNames } from "../../../src/studio/language/known-names";
import { distance, nearest } from "../../../src/studio/language/nearest";
import { problemsOfCode, problemsOfTemplate } from "../../../src/studio/language/problems";
import type { CodeScope, World } from "../../../src/studio/language/world";
import { documentOf } from "../../documents";

const worldOf = (scope: CodeScope = {}): World => ({
  document: documentOf({
    queries: [blankQuery("ticker", "wss://a.example/")],
    states: [blankState("price")],
    scripts: { startup: "window.rows = []; total = 0;" },
  }),
  state: {},
  values: {},
  messages: new Map(),
  secrets: [],
  scope,
});

const inCode = (code: string, scope?: CodeScope) => problemsOfCode(code, knownNames(worldOf(scope)));
const inTemplate = (text: string, scope?: CodeScope) => problemsOfTemplate(text, knownNames(worldOf(scope)));

describe("what can't be read", () => {
  it.each([
    ["f(1", "The ( is not closed: add )."],
    ["if (a) {\n  f([1, 2);", "] "],
    ["const x = ;", "; can't stand here"],
    ["a b", "b can't stand here"],
    ["1 +", "Something is missing at the end"],
  ])("in code %j: %s", (code, said) => {
    const [problem] = inCode(code);
    expect(problem?.severity).toBe("error");
    if (said !== "] ") expect(problem?.message).toContain(said);
    expect(problem?.from).toBeLessThanOrEqual(code.length);
  });

  it.each([
    ["{{ price.value", "The {{ is not closed: add }}.", 0],
    ["{{ price.value + }}", "missing at the end", 15],
    ["a {{ (price.value }}", "The ( is not closed: add ).", 5],
    ["{{ price.value) }}", ") can't stand here", 14],
    ["{{ if (1) 2 }}", "can't stand here", null],
  ])("in a binding %j: %s", (text, said, from) => {
    const [problem] = inTemplate(text);
    expect(problem?.message).toContain(said);
    if (from !== null) expect(problem?.from).toBe(from);
  });

  it.each([["return 1"], ["await ticker.run(); return { a: 1 }"], ["for (const a of [1]) { continue }"], [""]])(
    "code %j can be",
    (code) => expect(inCode(code)).toEqual([]),
  );

  it.each([["{{ { a: 1 } }}"], ["{{ price.value; }}"], ["{{ price.value // what\n}}"], ["{{ }}"], ["no binding"]])(
    "the binding %j can be",
    (text) => expect(inTemplate(text)).toEqual([]),
  );
});

describe("names", () => {
  it("that nothing has are told with the nearest one, and where they stand", () => {
    expect(inTemplate("{{ pirce.value }}")).toEqual([
      { from: 3, to: 8, message: "There is no pirce. Did you mean price?", severity: "warning", meant: "price" },
    ]);
    expect(inCode("nothingLikeIt()")[0]?.message).toBe("There is no nothingLikeIt in this app.");
  });

  it("of members of the app's own parts likewise", () => {
    expect(inTemplate("{{ price.vlaue }}")[0]).toMatchObject({
      message: "price has no vlaue. Did you mean value?",
      meant: "value",
    });
    expect(inCode("ticker.send(1)")[0]?.message).toMatch(/^ticker has no send\./);
    expect(inTemplate("{{ ticker.data.anything }}")).toEqual([]);
  });

  it.each([
    ["rows.push(total)"],
    ["window.anything"],
    ["typeof nobody"],
    ["[1].map((x) => x + 1)"],
    ["const y = 1; y"],
    ["Math.max(1); utils.showMessage('x'); _.sum([]); dayjs()"],
    ["brandNew = 1"],
  ])("in %j all mean something", (code) => expect(inCode(code)).toEqual([]));

  it("that are given count where they are given", () => {
    expect(inCode("event.data", { event: { owner: "ticker", name: "success" } })).toEqual([]);
    expect(inTemplate("{{ event.data }}")).toHaveLength(1);
    expect(inCode("args.a", { args: [] })).toEqual([]);
    expect(inTemplate("{{ item.a + index }}", { row: "x" })).toEqual([]);
  });
});

describe("the nearest name", () => {
  it.each([
    ["pirce", ["price", "prices"], "price"],
    ["krakenStockTiker", ["krakenStockTicker"], "krakenStockTicker"],
    ["x", ["price"], null],
    ["Value", ["value"], "value"],
  ])("of %s among %j is %s", (name, names, expected) => {
    expect(nearest(name, names as string[])).toBe(expected);
  });

  it("counts a swap of two letters as one", () => {
    expect(distance("pirce", "price")).toBe(1);
    expect(distance("", "abc")).toBe(3);
  });
});
