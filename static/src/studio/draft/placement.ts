/** Where a new widget goes: the first place, row by row, where it covers nothing. */
import type { Layout } from "../../document";

export const GRID_COLUMNS = 12;

function overlap(a: Layout, b: Layout): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/** The highest, then leftmost free place for a widget of `w` columns and `h` rows. */
export function nextFreePlace(taken: readonly Layout[], w: number, h: number): Layout {
  const width = Math.min(Math.max(w, 1), GRID_COLUMNS);
  const bottom = taken.reduce((low, place) => Math.max(low, place.y + place.h), 0);
  for (let y = 0; y < bottom; y++) {
    for (let x = 0; x + width <= GRID_COLUMNS; x++) {
      const place = { x, y, w: width, h };
      if (!taken.some((other) => overlap(place, other))) return place;
    }
  }
  return { x: 0, y: bottom, w: width, h };
}
