/** Several widgets as one: which of them lead, and how they stand around one of them. */
import type { Layout, Parent, Widget } from "../document";

export const COLUMNS = 12; // the document's

/** A room as text: the page's is empty. A name has no blank in it. */
export const roomOf = ({ page, parent }: Pick<Widget, "page" | "parent">): string =>
  parent ? `${parent.widget} ${parent.slot}` : `${page}  `;

export const sameParent = (a: Parent | null, b: Parent | null): boolean =>
  a?.widget === b?.widget && a?.slot === b?.slot;

/** Those of `names` that don't stand in another of them, however deep: moving these moves all. */
export function leaders(widgets: readonly Widget[], names: readonly string[]): Widget[] {
  const chosen = new Set(names);
  const byName = new Map(widgets.map((widget) => [widget.name, widget]));
  const inside = (widget: Widget): boolean => {
    const seen = new Set<string>();
    for (let at = widget.parent?.widget; at !== undefined && !seen.has(at); at = byName.get(at)?.parent?.widget) {
      if (chosen.has(at)) return true;
      seen.add(at); // a circle, which the server refuses
    }
    return false;
  };
  return widgets.filter((widget) => chosen.has(widget.name) && !inside(widget));
}

/** Widgets together with all that stands in them, in the order of the document. */
export function withContents(widgets: readonly Widget[], names: readonly string[]): Widget[] {
  const taken = new Set(names);
  for (let before = -1; before !== taken.size; ) {
    before = taken.size;
    for (const { name, parent } of widgets) if (parent && taken.has(parent.widget)) taken.add(name);
  }
  return widgets.filter(({ name }) => taken.has(name));
}

/** The smallest place that holds all of them. */
export function around(layouts: readonly Layout[]): Layout {
  const x = Math.min(...layouts.map((one) => one.x));
  const y = Math.min(...layouts.map((one) => one.y));
  return {
    x,
    y,
    w: Math.max(...layouts.map((one) => one.x + one.w)) - x,
    h: Math.max(...layouts.map((one) => one.y + one.h)) - y,
  };
}

/** All of them moved by so many columns and rows, or as many of those as the grid has room for. */
export function shifted(layouts: readonly Layout[], dx: number, dy: number): Layout[] {
  const box = around(layouts);
  const across = Math.min(Math.max(dx, -box.x), Math.max(COLUMNS - box.x - box.w, -box.x));
  const down = Math.max(dy, -box.y);
  return layouts.map((one) => ({ ...one, x: one.x + across, y: one.y + down }));
}
