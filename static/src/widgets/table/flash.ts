/** Which cells changed since the last rows, so that they light up for a moment. Pure: rows and the time are passed in. */
import { toNumber } from "../data/number";
import type { Direction, TableColumn } from "./cells";

export const FLASH_MS = 700;
const ROWS_MAX = 100; // the newest rows looked at: what is in sight at most
const SHIFT_MAX = 100; // a burst that moved the last row further down lights up nothing

/** One a row, newest first: column key → direction and when it began (ms). */
export type Flashes = readonly (Readonly<Record<string, { direction: Direction; at: number }>> | null)[];

/** `rows` and `before`: newest first. Returns the flashes of `rows`, those still burning among them. */
export function flash(
  rows: readonly unknown[],
  before: readonly unknown[],
  flashes: Flashes,
  columns: readonly TableColumn[],
  now: number,
): Flashes {
  const shown = Math.min(rows.length, ROWS_MAX);
  if (before.length === 0) return [];
  const shift = shiftOf(rows, before);
  const numeric = columns.filter((column) => column.format === "number");
  const marked = numeric.filter((column) => column.coloured);
  const lit = marked.length > 0 ? marked : numeric.slice(0, 1); // of a new row
  const next: Flashes[number][] = [];
  for (let index = 0; index < shown; index++) {
    const old = shift === null ? index : index - shift;
    const kept = old >= 0 ? burning(flashes[old] ?? null, now) : null;
    const changed =
      shift === null
        ? compare(rows[index], before[index], numeric, now)
        : index < shift
          ? compare(rows[index], rows[index + 1], lit, now)
          : null;
    next.push(changed ? { ...kept, ...changed } : kept);
  }
  return next.some((entry) => entry !== null) ? next : [];
}

/** How many new rows stand before the formerly newest one; null when rows change in place. */
export function shiftOf(rows: readonly unknown[], before: readonly unknown[]): number | null {
  const newest = JSON.stringify(before[0]);
  const second = before.length > 1 ? JSON.stringify(before[1]) : null;
  for (let index = 0; index < Math.min(rows.length, SHIFT_MAX); index++) {
    if (JSON.stringify(rows[index]) !== newest) continue;
    if (second === null || index + 1 >= rows.length || JSON.stringify(rows[index + 1]) === second) return index;
  }
  return rows.length === before.length ? null : 0;
}

function burning(entry: Flashes[number], now: number): Flashes[number] {
  if (entry === null) return null;
  const alive = Object.entries(entry).filter(([, { at }]) => now - at < FLASH_MS);
  return alive.length > 0 ? Object.fromEntries(alive) : null;
}

function compare(row: unknown, other: unknown, columns: readonly TableColumn[], now: number): Flashes[number] {
  if (other === undefined) return null;
  const found: Record<string, { direction: Direction; at: number }> = {};
  for (const column of columns) {
    const after = toNumber(column.read(row));
    const previous = toNumber(column.read(other));
    if (Number.isFinite(after) && Number.isFinite(previous) && after !== previous) {
      found[column.key] = { direction: after > previous ? "up" : "down", at: now };
    }
  }
  return Object.keys(found).length > 0 ? found : null;
}
