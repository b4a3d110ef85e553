/** How two versions differ, as people read it. */
import { describe, expect, it } from "vitest";
import type { AppDocument } from "../../src/document";
import { blankJavaScript, blankQuery } from "../../src/studio/draft/blank";
import { change, changeAppearance, changeProperty, changeStartup } from "../../src/studio/draft/edits";
import { remove } from "../../src/studio/draft/removing";
import { rename } from "../../src/studio/language/renaming";
import { difference, fieldsOf } from "../../src/studio/versions/difference";
import { diffLines } from "../../src/studio/versions/lines";
import { documentOf, handlerOf, stateOf, widgetOf } from "../documents";

const runs = (code: string) => handlerOf({ event: "click", action: { type: "run_javascript", code } });

const BEFORE: AppDocument = documentOf({
  queries: [blankQuery("ticker", "wss://a.example/"), blankQuery("other", "wss://b.example/")],
  javascript_queries: [{ ...blankJavaScript("script"), code: "one\ntwo\nthree" }],
  states: [stateOf("state", 1, "number")],
  widgets: [widgetOf("text1", "text", { content: "old" }), widgetOf("button1", "button", {}, [runs("a")])],
});
const copy = (document: AppDocument): AppDocument => JSON.parse(JSON.stringify(document));

/** `± widget text1: content old → new`. */
const words = (after: AppDocument): string[] =>
  difference(BEFORE, copy(after)).map(({ kind, what, name, was, fields }) =>
    [
      kind,
      what,
      was ? `${was} to ${name}` : name,
      ...fields.map((one) => `${one.place}: ${one.from} → ${one.to}`),
    ].join(" | "),
  );

describe("parts", () => {
  it("are equal in a copy", () => {
    expect(words(BEFORE)).toEqual([]);
  });

  it("are added, removed and changed, with their fields", () => {
    let after = change(BEFORE, "queries", "ticker", { url: "wss://c.example/", window: { ...WINDOW, size: 50 } });
    after = changeProperty(after, "text1", "content", "new");
    after = remove(after, ["state", "other"]);
    after = { ...after, widgets: [...after.widgets, widgetOf("table1", "table")] };
    expect(words(after)).toEqual([
      "changed | widget | text1 | content: old → new",
      "added | widget | table1",
      "changed | stream query | ticker | url: wss://a.example/ → wss://c.example/ | window · size: 1000 → 50",
      "removed | stream query | other",
      "removed | state | state",
    ]);
  });

  it("are renamed when nothing else came or went", () => {
    expect(words(rename(BEFORE, "text1", "title"))).toEqual(["renamed | widget | text1 to title"]);
  });

  it("of the app itself are told too, and an order that changed", () => {
    let after = changeStartup(BEFORE, "x = 1");
    after = changeAppearance(after, { theme: "dark" });
    after = { ...after, queries: [...after.queries].reverse() };
    expect(words(after)).toEqual([
      "changed | stream query | order | names: ticker,other → other,ticker",
      "changed | app | start-up script | startup:  → x = 1",
      "changed | app | settings | theme: system → dark",
    ]);
  });
});

const WINDOW = blankQuery("", "").window;

describe("entries of a list", () => {
  it("are compared with the one in their place, what is equal at either end left out", () => {
    const [a, b, c] = [runs("a"), runs("b"), runs("c")];
    expect(fieldsOf([a, b, c], [a, c], ["events"])).toEqual([{ place: "events 2", from: b, to: undefined }]);
    expect(fieldsOf([a, c], [a, b, c], ["events"])).toEqual([{ place: "events 2", from: undefined, to: b }]);
    expect(fieldsOf([a, b], [a, c], ["events"])).toEqual([{ place: "events 2 · code", from: "b", to: "c" }]);
  });
});

describe("lines", () => {
  const text = (before: string, after: string) =>
    diffLines(before, after)
      .map(({ kind, text }) => ({ same: " ", gone: "-", new: "+" })[kind] + text)
      .join("|");

  it("say what stayed, went and came", () => {
    expect(text("one\ntwo\nthree", "one\n2\nthree\nfour")).toBe(" one|-two|+2| three|+four");
    expect(text("a", "a")).toBe(" a");
    expect(text("", "a\nb")).toBe("-|+a|+b");
    expect(text("a\nb\nc\nd", "b\nd\na")).toBe("-a| b|-c| d|+a");
  });

  it("of long texts with nothing in common are not searched for ever", () => {
    const long = (letter: string) => Array.from({ length: 3_000 }, (_, index) => `${letter}${index}`).join("\n");
    const lines = diffLines(long("a"), long("b"));
    expect(lines).toHaveLength(6_000);
    expect(lines[0]).toEqual({ kind: "gone", text: "a0" });
  });

  it("make both texts again", () => {
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return Math.floor((seed / 2 ** 31) * below);
    };
    for (let round = 0; round < 50; round += 1) {
      const make = () => Array.from({ length: random(12) }, () => "abc"[random(3)]).join("\n");
      const [before, after] = [make(), make()];
      const lines = diffLines(before, after);
      const side = (kind: string) =>
        lines
          .filter((line) => line.kind === "same" || line.kind === kind)
          .map((line) => line.text)
          .join("\n");
      expect([side("gone"), side("new")]).toEqual([before, after]);
    }
  });
});
