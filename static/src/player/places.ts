/** Where widgets stand: in which container, in which order, and on which row once what is hidden leaves no hole. */
import type { Page, Widget } from "../document";
import type { Player } from "./player";

export const DEPTH_MAX = 4; // containers in one another; the document's

const CONTAINERS: readonly Widget["type"][] = ["container", "tabs", "modal"];

export const isContainerType = (type: Widget["type"]): boolean => CONTAINERS.includes(type);

export function isContainer(widget: Widget): boolean {
  return isContainerType(widget.type);
}

/** The widgets of one grid; `parent` null: of the page itself. Of all but tabs, the slot doesn't matter. */
export function standingIn(widgets: readonly Widget[], page: string, parent: string | null, slot: string): Widget[] {
  if (parent === null) return widgets.filter((widget) => widget.parent === null && widget.page === page);
  const tabs = widgets.find(({ name }) => name === parent)?.type === "tabs";
  return widgets.filter((widget) => widget.parent?.widget === parent && (!tabs || widget.parent.slot === slot));
}

/** Top to bottom, then left to right. */
export function inReadingOrder(widgets: readonly Widget[]): Widget[] {
  return [...widgets].sort((a, b) => a.layout.y - b.layout.y || a.layout.x - b.layout.x);
}

/** The containers around a widget, innermost first. */
export function containersOf(widgets: readonly Widget[], name: string): Widget[] {
  const around: Widget[] = [];
  let at = widgets.find((widget) => widget.name === name);
  while (at?.parent && around.length < DEPTH_MAX) {
    const { widget: holder } = at.parent;
    at = widgets.find((widget) => widget.name === holder);
    if (at) around.push(at);
  }
  return around;
}

/** How many containers deep a widget is by itself: 0 for a button, 1 for a container of buttons. */
export function depthOf(widgets: readonly Widget[], name: string, bound = DEPTH_MAX): number {
  const widget = widgets.find((one) => one.name === name);
  if (!widget || !isContainer(widget) || bound === 0) return 0;
  const inside = widgets.filter((one) => one.parent?.widget === name);
  return 1 + Math.max(0, ...inside.map((one) => depthOf(widgets, one.name, bound - 1)));
}

/**
 * Row → row, once those rows are folded away in which only something hidden stands. Rows that the builder left empty
 * stay, and so does a hole beside something shown: nothing else moves then.
 */
export function folding(all: readonly Widget[], shown: readonly Widget[]): (row: number) => number {
  if (all.length === shown.length) return (row) => row;
  const kept = new Set(shown.flatMap(rowsOf));
  const away = new Set(all.flatMap(rowsOf).filter((row) => !kept.has(row)));
  return (row) => row - [...away].filter((one) => one < row).length;
}

function rowsOf({ layout }: Widget): number[] {
  return Array.from({ length: layout.h }, (_, index) => layout.y + index);
}

/** The pages that the navigation leads to, and the one that is shown. */
export function shownPages({ store }: Player): Page[] {
  return store.document.value?.pages.filter(({ name, hidden }) => !hidden || name === store.page.value) ?? [];
}
