/** Folders and order of queries, states and other logic. */
import { describe, expect, it } from "vitest";
import { blankJavaScript, blankQuery, blankState } from "../../src/studio/draft/blank";
import { duplicate, foldersOf, moveBeside, moveBy, moveToFolder, renameFolder } from "../../src/studio/draft/items";
import { freeName } from "../../src/studio/draft/naming";
import { documentOf } from "../documents";

const DOCUMENT = documentOf({
  queries: ["a", "b", "c"].map((name) => blankQuery(name, "wss://a.example/")),
  javascript_queries: [blankJavaScript("js")],
  states: [{ ...blankState("s"), folder: "Prices" }],
});
const order = (document: typeof DOCUMENT) => document.queries.map((query) => query.name).join("");

describe("folders", () => {
  it("are there as long as something lies in them", () => {
    const one = moveToFolder(DOCUMENT, "a", "alarms");
    expect(foldersOf(one)).toEqual(["alarms", "Prices"]);
    expect(foldersOf(moveToFolder(one, "a", ""))).toEqual(["Prices"]);
    expect(one.queries[1]).toBe(DOCUMENT.queries[1]);
    expect(moveToFolder(DOCUMENT, "s", "Prices")).toBe(DOCUMENT);
    expect(moveToFolder(DOCUMENT, "nobody", "Prices")).toBe(DOCUMENT);
  });

  it("get another name in every list, and leave alone what isn't in them", () => {
    const next = renameFolder(moveToFolder(DOCUMENT, "js", "Prices"), "Prices", "Rates");
    expect(foldersOf(next)).toEqual(["Rates"]);
    expect(next.queries).toBe(DOCUMENT.queries);
    expect(foldersOf(renameFolder(next, "Rates", ""))).toEqual([]);
  });
});

describe("the order", () => {
  it("changes beside another of the same kind, whose folder it takes", () => {
    expect(order(moveBeside(DOCUMENT, "c", "a", false))).toBe("cab");
    expect(order(moveBeside(DOCUMENT, "a", "b", true))).toBe("bac");
    expect(moveBeside(DOCUMENT, "a", "b", false)).toBe(DOCUMENT);
    expect(moveBeside(DOCUMENT, "a", "js", false)).toBe(DOCUMENT);
    const foldered = moveToFolder(DOCUMENT, "b", "F");
    expect(moveBeside(foldered, "a", "b", true).queries.map((query) => query.folder)).toEqual(["F", "F", ""]);
  });

  it("moves by one among those of the same folder", () => {
    const foldered = moveToFolder(DOCUMENT, "b", "F");
    expect(order(moveBy(foldered, "a", 1))).toBe("bca");
    expect(moveBy(foldered, "b", 1)).toBe(foldered);
    expect(moveBy(DOCUMENT, "a", -1)).toBe(DOCUMENT);
  });
});

it("a copy stands behind the original under a free name", () => {
  const { document, name } = duplicate(DOCUMENT, "a");
  expect(name).toBe("a2");
  expect(document.queries.map((query) => query.name)).toEqual(["a", "a2", "b", "c"]);
  expect(document.queries[1]).toEqual({ ...DOCUMENT.queries[0], name: "a2" });
});

it("a free name has nothing in it that no name can be said with", () => {
  expect(freeName("XBT/USD close", new Set())).toBe("XBTUSDclose");
  expect(freeName("1st", new Set())).toBe("_1st");
  expect(freeName("await", new Set())).toBe("await2");
  expect(freeName("", new Set(["item"]))).toBe("item2");
});
