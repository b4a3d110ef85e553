/** Widgets in one another: where they may stand, moving them, tabs that get another key or go. */
import { describe, expect, it } from "vitest";
import type { AppDocument } from "../../src/document";
import { FIRST_PAGE } from "../../src/studio/draft/blank";
import { changeTabs, mergeTab, moveInto, roomsFor } from "../../src/studio/draft/parents";
import { branches } from "../../src/studio/outline/outline";
import { found, GROUPS } from "../../src/studio/outline/palette";
import { DEFINITIONS } from "../../src/widgets/registry";
import { documentOf, widgetOf } from "../documents";

const at = (x: number, y: number) => ({ x, y, w: 4, h: 4 });
const TABS = [
  { key: "a", title: "First" },
  { key: "b", title: "" },
];
const DOCUMENT: AppDocument = documentOf({
  widgets: [
    widgetOf("late", "text", {}, [], { layout: at(0, 9) }),
    widgetOf("sides", "tabs", { tabs: TABS, value: "b" }, [], { layout: at(0, 0) }),
    widgetOf("second", "text", {}, [], { parent: { widget: "sides", slot: "b" }, layout: at(0, 0) }),
    widgetOf("box", "container", {}, [], { parent: { widget: "sides", slot: "a" }, layout: at(0, 0) }),
    widgetOf("inner", "text", {}, [], { parent: { widget: "box", slot: "" }, layout: at(0, 0) }),
    widgetOf("stray", "text", {}, [], { parent: { widget: "gone", slot: "" }, layout: at(0, 20) }),
  ],
});
const widget = (document: AppDocument, name: string) => document.widgets.find((one) => one.name === name);

describe("rooms", () => {
  it("are the page, containers and each tab, without what stands in the widget itself", () => {
    expect(roomsFor(DOCUMENT, FIRST_PAGE, null).map((room) => room.label)).toEqual([
      "The page",
      "sides · First",
      "sides · b",
      "box",
    ]);
    expect(roomsFor(DOCUMENT, FIRST_PAGE, "box").map((room) => room.label)).toEqual([
      "The page",
      "sides · First",
      "sides · b",
    ]);
    expect(roomsFor(DOCUMENT, FIRST_PAGE, "sides").map((room) => room.label)).toEqual(["The page"]);
  });

  it("a widget moves to the first place that is free there", () => {
    const moved = moveInto(DOCUMENT, "late", { widget: "sides", slot: "b" });
    expect(widget(moved, "late")).toMatchObject({ parent: { widget: "sides", slot: "b" }, layout: { x: 4, y: 0 } });
    expect(moveInto(moved, "late", { widget: "sides", slot: "b" })).toBe(moved);
    expect(widget(moveInto(moved, "inner", null), "inner")).toMatchObject({ parent: null, layout: { x: 4, y: 0 } });
  });
});

describe("tabs", () => {
  it("another key is followed by what stands in the tab and by the tab shown first", () => {
    const renamed = changeTabs(DOCUMENT, "sides", [TABS[0] as never, { key: "orders", title: "" }], ["b", "orders"]);
    expect(widget(renamed, "second")?.parent).toEqual({ widget: "sides", slot: "orders" });
    expect(widget(renamed, "sides")?.properties).toMatchObject({ value: "orders" });
    expect(widget(renamed, "box")).toBe(widget(DOCUMENT, "box"));
  });

  it("without one of them, its widgets stand beside those of the other", () => {
    const merged = mergeTab(DOCUMENT, "sides", [TABS[0] as never], "b", "a");
    expect(widget(merged, "second")).toMatchObject({ parent: { widget: "sides", slot: "a" }, layout: { x: 4, y: 0 } });
    expect(widget(merged, "sides")?.properties).toMatchObject({ tabs: [{ key: "a" }] });
  });
});

describe("the outline", () => {
  it("shows what stands in a container under it, tab by tab, and what has lost its container on the page", () => {
    expect(branches(DOCUMENT.widgets).map(({ widget, level, tab }) => [widget.name, level, tab])).toEqual([
      ["sides", 1, null],
      ["box", 2, "First"],
      ["inner", 3, null],
      ["second", 2, "b"],
      ["late", 1, null],
      ["stray", 1, null],
    ]);
  });

  it("has every widget once, also of containers that stand in one another in a circle", () => {
    const circle = documentOf({
      widgets: [
        widgetOf("a", "container", {}, [], { parent: { widget: "b", slot: "" } }),
        widgetOf("b", "container", {}, [], { parent: { widget: "a", slot: "" } }),
      ],
    });
    expect(
      branches(circle.widgets)
        .map((one) => one.widget.name)
        .sort(),
    ).toEqual(["a", "b"]);
  });
});

describe("the palette", () => {
  it("has every type of widget once", () => {
    expect(GROUPS.flatMap((group) => group.types).sort()).toEqual(Object.keys(DEFINITIONS).sort());
  });

  it("finds by name and by group", () => {
    expect(found("slid").flatMap((group) => group.types)).toEqual(["slider"]);
    expect(found("LAYOUT").flatMap((group) => group.types)).toEqual(["container", "tabs", "modal"]);
    expect(found("no such thing")).toEqual([]);
  });
});
