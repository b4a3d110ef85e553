/** Widgets in order: steps, sizes, edges, even spaces; what would be covered makes room. */
import { describe, expect, it } from "vitest";
import { leaders } from "../../src/arrange/groups";
import { settle } from "../../src/arrange/settling";
import type { AppDocument, Layout } from "../../src/document";
import { type Arrangement, arranged, canArrange, moved, resized } from "../../src/studio/draft/arranging";
import { onlyPlaces } from "../../src/studio/draft/changed-places";
import { change, placeWidgets } from "../../src/studio/draft/edits";
import { documentOf, widgetOf } from "../documents";

const layout = (x: number, y: number, w = 2, h = 2): Layout => ({ x, y, w, h });
const DOCUMENT: AppDocument = documentOf({
  widgets: [
    widgetOf("a", "text", {}, [], { layout: layout(0, 0) }),
    widgetOf("b", "text", {}, [], { layout: layout(3, 4, 4, 1) }),
    widgetOf("c", "text", {}, [], { layout: layout(9, 10, 3, 3) }),
    widgetOf("box", "container", {}, [], { layout: layout(0, 20, 12, 6) }),
    widgetOf("inner", "text", {}, [], { layout: layout(0, 0, 12, 2), parent: { widget: "box", slot: "" } }),
    widgetOf("elsewhere", "text", {}, [], { layout: layout(0, 0), page: "page2" }),
  ],
});
const placedBy = (places: ReturnType<typeof moved>) => {
  const document = placeWidgets(DOCUMENT, places);
  return (name: string) => Object.values(document.widgets.find((one) => one.name === name)?.layout ?? {}).join();
};
const doing = (how: Arrangement, ...names: string[]) => placedBy(arranged(DOCUMENT, names, how));

describe("steps", () => {
  it("move all that is selected, and nothing when one would leave the grid", () => {
    const at = placedBy(moved(DOCUMENT, ["a", "b"], 1, 2));
    expect([at("a"), at("b")]).toEqual(["1,2,2,2", "4,6,4,1"]);
    expect(moved(DOCUMENT, ["a", "b"], -1, 0)).toEqual([]);
    expect(moved(DOCUMENT, ["c"], 1, 0)).toEqual([]);
    expect(moved(DOCUMENT, ["a"], 0, -1)).toEqual([]);
  });

  it("what stands in a selected container goes with it, and no step further", () => {
    expect(moved(DOCUMENT, ["box", "inner"], 0, 1).map(({ name }) => name)).toEqual(["box"]);
    expect(leaders(DOCUMENT.widgets, ["inner", "box", "a"]).map(({ name }) => name)).toEqual(["a", "box"]);
  });

  it("push down what they would cover, and what that covers; not on another page", () => {
    const at = placedBy(moved(DOCUMENT, ["a"], 3, 3));
    expect([at("a"), at("b"), at("elsewhere")]).toEqual(["3,3,2,2", "3,5,4,1", "0,0,2,2"]);
  });

  it("resize each as far as its least size and the grid let it", () => {
    const at = placedBy(resized(DOCUMENT, ["a", "c"], 1, 1));
    expect([at("a"), at("c")]).toEqual(["0,0,3,3", "9,10,3,4"]);
    const smaller = placedBy(resized(DOCUMENT, ["b"], -20, -20));
    expect(smaller("b")).toMatch(/^3,4,[12],1$/);
  });
});

describe("arranging", () => {
  it("lines up edges", () => {
    expect([doing("left", "a", "c")("c"), doing("left", "a", "c")("a")]).toEqual(["0,10,3,3", "0,0,2,2"]);
    expect(doing("right", "a", "c")("a")).toBe("10,0,2,2");
    expect(doing("top", "a", "b")("b")).toBe("3,0,4,1");
    expect(doing("bottom", "a", "b")("a")).toBe("0,3,2,2");
  });

  it("what would lie over another of them stands below it", () => {
    expect(doing("top", "b", "c")("c")).toBe("9,4,3,3");
    const below = doing("left", "a", "b", "c");
    expect([below("a"), below("b"), below("c")]).toEqual(["0,0,2,2", "0,4,4,1", "0,10,3,3"]);
  });

  it("gives the size of the first selected, as wide as the grid is", () => {
    expect(doing("width", "b", "a")("a")).toBe("0,0,4,2");
    expect(doing("width", "b", "c")("c")).toBe("9,10,3,3");
    expect(doing("height", "c", "a")("a")).toBe("0,0,2,3");
  });

  it("spreads three evenly between the outermost", () => {
    expect(doing("across", "a", "b", "c")("b")).toBe("4,4,4,1");
    expect(doing("down", "a", "b", "c")("b")).toBe("3,6,4,1");
    expect(canArrange(DOCUMENT, ["a", "b"], "across")).toBe(false);
  });

  it("can't be done with what stands in different places", () => {
    expect(canArrange(DOCUMENT, ["a", "b"], "left")).toBe(true);
    expect(canArrange(DOCUMENT, ["a", "inner"], "left")).toBe(false);
    expect(arranged(DOCUMENT, ["a", "inner"], "left")).toEqual([]);
    expect(canArrange(DOCUMENT, ["box", "inner"], "left")).toBe(false); // one of them leads
  });
});

describe("making room", () => {
  const stand = (name: string, x: number, y: number, w = 2, h = 2) => ({ name, layout: layout(x, y, w, h) });

  it("goes down the column, and stops where there is room", () => {
    const changed = settle([stand("in", 0, 0), stand("p", 0, 1), stand("q", 0, 3), stand("r", 0, 9)], new Set(["in"]));
    expect([...changed]).toEqual([
      ["p", layout(0, 2)],
      ["q", layout(0, 4)],
    ]);
  });

  it("leaves alone what lay over one another before", () => {
    expect(settle([stand("in", 6, 0), stand("p", 0, 1), stand("q", 0, 1)], new Set(["in"])).size).toBe(0);
  });
});

describe("an edit that only moved widgets", () => {
  it("is told from any other", () => {
    const places = moved(DOCUMENT, ["a"], 1, 0);
    expect(onlyPlaces(DOCUMENT, placeWidgets(DOCUMENT, places))).toEqual(places);
    expect(onlyPlaces(DOCUMENT, DOCUMENT)).toEqual([]);
    expect(onlyPlaces(DOCUMENT, change(DOCUMENT, "widgets", "a", { hidden: "x" }))).toBeNull();
    expect(onlyPlaces(DOCUMENT, { ...DOCUMENT, scripts: { startup: "x" } })).toBeNull();
    expect(onlyPlaces(DOCUMENT, { ...DOCUMENT, widgets: DOCUMENT.widgets.slice(1) })).toBeNull();
  });
});
