/**
 * Several widgets put in order: moved and resized by steps, lined up, given one size, spread evenly. Each returns the
 * places that change, those of widgets that make room included, for one edit; none if it can't be done.
 */
import { around, COLUMNS, leaders, roomOf } from "../../arrange/groups";
import { settle } from "../../arrange/settling";
import type { Place } from "../../bridge";
import type { AppDocument, Layout, Widget } from "../../document";
import { definitionOf } from "../../widgets/registry";

export type Arrangement = "left" | "right" | "top" | "bottom" | "width" | "height" | "across" | "down";

const HEIGHT_MAX = 100; // the document's

/** So many columns to the right and rows down; nothing moves if one would leave the grid. */
export function moved(document: AppDocument, names: readonly string[], dx: number, dy: number): Place[] {
  const chosen = leaders(document.widgets, names);
  const inside = chosen.every(({ layout: { x, y, w } }) => x + dx >= 0 && y + dy >= 0 && x + dx + w <= COLUMNS);
  if (!inside) return [];
  return placed(document, new Map(chosen.map(({ name, layout: at }) => [name, { ...at, x: at.x + dx, y: at.y + dy }])));
}

/** Wider and higher by so many columns and rows; each no further than its least size and the grid let it. */
export function resized(document: AppDocument, names: readonly string[], dw: number, dh: number): Place[] {
  const chosen = leaders(document.widgets, names);
  return placed(
    document,
    new Map(chosen.map((widget) => [widget.name, sized(widget, widget.layout.w + dw, widget.layout.h + dh)])),
  );
}

/** What stands in different places can't be lined up; spreading takes three. */
export function canArrange(document: AppDocument, names: readonly string[], how: Arrangement): boolean {
  const chosen = leaders(document.widgets, names);
  const rooms = new Set(chosen.map(roomOf));
  return rooms.size === 1 && chosen.length >= (how === "across" || how === "down" ? 3 : 2);
}

export function arranged(document: AppDocument, names: readonly string[], how: Arrangement): Place[] {
  if (!canArrange(document, names, how)) return [];
  const chosen = leaders(document.widgets, names);
  const box = around(chosen.map(({ layout }) => layout));
  // In the order they were chosen in: the first is what the others become like.
  const [first] = names.flatMap((name) => chosen.find((widget) => widget.name === name) ?? []);
  const { w, h } = first?.layout ?? box;
  if (how === "across" || how === "down") return placed(document, spread(chosen, how));
  const place = (widget: Widget): Layout => {
    const { layout: at } = widget;
    switch (how) {
      case "left":
        return { ...at, x: box.x };
      case "right":
        return { ...at, x: box.x + box.w - at.w };
      case "top":
        return { ...at, y: box.y };
      case "bottom":
        return { ...at, y: box.y + box.h - at.h };
      case "width":
        return sized(widget, w, at.h);
      case "height":
        return sized(widget, at.w, h);
    }
  };
  return placed(document, new Map(chosen.map((widget) => [widget.name, place(widget)])));
}

/** The outermost stay; between the others lies the same free space, to the nearest column or row. */
function spread(chosen: readonly Widget[], how: "across" | "down"): Map<string, Layout> {
  const [at, size] = how === "across" ? (["x", "w"] as const) : (["y", "h"] as const);
  const order = [...chosen].sort((a, b) => a.layout[at] - b.layout[at]);
  const box = around(order.map(({ layout }) => layout));
  const gap = (box[size] - order.reduce((sum, { layout }) => sum + layout[size], 0)) / (order.length - 1);
  let next = box[at];
  return new Map(
    order.map(({ name, layout }, index) => {
      const last = index === order.length - 1;
      const start = last ? box[at] + box[size] - layout[size] : Math.round(next);
      next += layout[size] + gap;
      return [name, { ...layout, [at]: Math.max(0, start) }];
    }),
  );
}

function sized({ type, layout }: Widget, w: number, h: number): Layout {
  const { min } = definitionOf(type).size;
  return {
    ...layout,
    w: Math.min(Math.max(w, min.w), COLUMNS - layout.x),
    h: Math.min(Math.max(h, min.h), HEIGHT_MAX),
  };
}

/** These places, and those of what must make room for them; only what changes. */
export function placed(document: AppDocument, wanted: ReadonlyMap<string, Layout>): Place[] {
  const rooms = new Set(document.widgets.filter(({ name }) => wanted.has(name)).map(roomOf));
  return [...rooms].flatMap((room) => {
    const here = document.widgets.filter((widget) => roomOf(widget) === room);
    const standing = here.map(({ name, layout }) => ({ name, layout: wanted.get(name) ?? layout }));
    const settled = settle(standing, new Set(wanted.keys()));
    return here.flatMap(({ name, parent, layout }) => {
      const at = settled.get(name) ?? wanted.get(name) ?? layout;
      const same = at.x === layout.x && at.y === layout.y && at.w === layout.w && at.h === layout.h;
      return same ? [] : [{ name, parent, ...at }];
    });
  });
}
