/** Where a new widget goes: the first place, row by row, where it covers nothing. */
import { overlap } from "../../arrange/settling";
import type { Layout } from "../../document";

export const GRID_COLUMNS = 12;

/** The highest, then leftmost free place for a widget of `w` columns and `h` rows, no higher than row `from`. */
export function nextFreePlace(taken: readonly Layout[], w: number, h: number, from = 0): Layout {
  const width = Math.min(Math.max(w, 1), GRID_COLUMNS);
  const bottom = taken.reduce((low, place) => Math.max(low, place.y + place.h), 0);
  for (let y = from; y < bottom; y++) {
    for (let x = 0; x + width <= GRID_COLUMNS; x++) {
      const place = { x, y, w: width, h };
      if (!taken.some((other) => overlap(place, other))) return place;
    }
  }
  return { x: 0, y: bottom, w: width, h };
}
