/** Widgets make room: what was put somewhere stays there, what it would cover moves down. */
import type { Layout } from "../document";

export interface Standing {
  name: string;
  layout: Layout;
}

/**
 * The places that change once those of `held` stand as they are: each moves down as far as it must, and pushes in turn.
 * Widgets that covered one another before, far from all that, are left as they are.
 */
export function settle(standing: readonly Standing[], held: ReadonlySet<string>): Map<string, Layout> {
  const changed = new Map<string, Layout>();
  const pushers: Layout[] = [];
  const order = [...standing].sort((a, b) => a.layout.y - b.layout.y || a.layout.x - b.layout.x);
  // Those that were put where they are come first: they give way to nothing but one another.
  for (const first of [true, false]) {
    for (const { name, layout } of order) {
      if (held.has(name) !== first) continue;
      const place = clear(layout, pushers);
      if (place !== layout) changed.set(name, place);
      if (first || place !== layout) pushers.push(place);
    }
  }
  return changed;
}

/** The same place further down, below all that it covers; itself if it covers nothing. */
function clear(layout: Layout, taken: readonly Layout[]): Layout {
  let place = layout;
  for (;;) {
    const below = taken.reduce((y, other) => (overlap(place, other) ? Math.max(y, other.y + other.h) : y), place.y);
    if (below === place.y) return place;
    place = { ...place, y: below };
  }
}

export function overlap(a: Layout, b: Layout): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}
