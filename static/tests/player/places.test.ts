import { expect, it } from "vitest";
import type { Widget, WidgetType } from "../../src/document";
import { containersOf, depthOf, folding, inReadingOrder, standingIn } from "../../src/player/places";
import { FIRST_PAGE } from "../../src/studio/draft/blank";
import { widgetOf } from "../documents";

const at = (name: string, y: number, h: number, type: WidgetType = "text", within: string | null = null, slot = "") =>
  widgetOf(name, type, {}, [], {
    layout: { x: 0, y, w: 4, h },
    parent: within === null ? null : { widget: within, slot },
  });
const names = (widgets: readonly Widget[]) => widgets.map(({ name }) => name);

const WIDGETS = [
  at("low", 4, 2),
  at("box", 0, 2, "container"),
  at("tabs1", 2, 2, "tabs", "box"),
  at("one", 0, 1, "text", "tabs1", "tab1"),
  at("two", 0, 1, "text", "tabs1", "tab2"),
  at("odd", 0, 1, "text", "box", "left over from tabs"),
];

it("a grid has the widgets of its container, and of tabs those of one tab", () => {
  expect(names(standingIn(WIDGETS, FIRST_PAGE, null, ""))).toEqual(["low", "box"]);
  expect(names(standingIn(WIDGETS, FIRST_PAGE, "tabs1", "tab2"))).toEqual(["two"]);
  expect(names(standingIn(WIDGETS, FIRST_PAGE, "box", ""))).toEqual(["tabs1", "odd"]);
});

it("reading order is top to bottom, then left to right", () => {
  expect(names(inReadingOrder(WIDGETS.slice(0, 3)))).toEqual(["box", "tabs1", "low"]);
});

it("knows how deep a widget stands, and how deep a container is", () => {
  expect(names(containersOf(WIDGETS, "one"))).toEqual(["tabs1", "box"]);
  expect([depthOf(WIDGETS, "one"), depthOf(WIDGETS, "tabs1"), depthOf(WIDGETS, "box")]).toEqual([0, 1, 2]);
});

it("rows in which only something hidden stands are folded away, and no others", () => {
  const all = [at("a", 0, 2), at("gone", 2, 3), at("b", 4, 1), at("c", 8, 1)];
  const shown = all.filter(({ name }) => name !== "gone");
  const row = folding(all, shown);
  // Rows 2 and 3 go; 4 is b's too; 5 to 7 were empty before and stay.
  expect([0, 4, 8].map(row)).toEqual([0, 2, 6]);
  expect([0, 4, 8].map(folding(all, all))).toEqual([0, 4, 8]);
});
