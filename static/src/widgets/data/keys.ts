/**
 * What tells rows apart from one update to the next, so that selection, flashes and the scroll position follow them:
 * the value at the table's key, else the row's message, else where the row went when the list moved on.
 */
import type { TableWidget } from "../../document";
import type { RowOrigin } from "../view";
import { type RowReader, rowReader } from "./path";
import { asText } from "./rows";

export type Id = string | number;

/** The ids of all rows, and where each stands. */
export interface Keyed {
  ids: readonly Id[];
  places: ReadonlyMap<Id, number>;
}

const SHIFT_MAX = 100; // a list that moved further in one update is taken for a new one

export const NO_ROWS: Keyed = { ids: [], places: new Map() };

export class Keys {
  /** Whether a key says what a row is; a new row is then no step of the one before it. */
  readonly named: boolean;
  readonly #read: RowReader | null;
  readonly #byMessage: boolean;
  #rows: readonly unknown[] = [];
  #first = 0; // the number of the oldest row, where rows are told apart by their place in the list

  constructor({ key, source }: Pick<TableWidget["properties"], "key" | "source">) {
    const path = key || (source?.mode === "upsert" ? source.key : "");
    this.named = path !== "";
    this.#read = this.named ? rowReader(path) : null;
    this.#byMessage = source?.mode !== "replace"; // there, all rows are of one message
  }

  of(rows: readonly unknown[], origins: readonly RowOrigin[] | null): Keyed {
    const ids: Id[] = new Array(rows.length);
    const places = new Map<Id, number>();
    const repeats = new Map<Id, number>();
    const first = this.#read || (origins && this.#byMessage) ? 0 : this.#slide(rows);
    for (let place = 0; place < rows.length; place++) {
      let id: Id = first + place;
      if (this.#read) id = asText(this.#read(rows[place], origins?.[place]));
      else if (origins && this.#byMessage) {
        const origin = origins[place];
        id = origin ? `${origin.query}/${origin.offset}` : place;
      }
      if (places.has(id)) {
        const nth = (repeats.get(id) ?? 1) + 1; // the second row of a key is a row of its own
        repeats.set(id, nth);
        id = `${id}#${nth}`;
      }
      ids[place] = id;
      places.set(id, place);
    }
    return { ids, places };
  }

  /** The number of the oldest row, once the formerly newest one is found again further up. */
  #slide(rows: readonly unknown[]): number {
    const before = this.#rows;
    this.#rows = rows;
    if (rows === before || before.length === 0) return this.#first;
    const shift = shiftOf(rows, before);
    if (shift !== null) this.#first += before.length - rows.length + shift;
    return this.#first;
  }
}

/** How many new rows stand behind the formerly newest one; null when rows changed in place. */
export function shiftOf(rows: readonly unknown[], before: readonly unknown[]): number | null {
  const newest = JSON.stringify(before.at(-1));
  const second = before.length > 1 ? JSON.stringify(before.at(-2)) : null;
  for (let shift = 0; shift < Math.min(rows.length, SHIFT_MAX); shift++) {
    if (JSON.stringify(rows.at(-1 - shift)) !== newest) continue;
    if (second === null || shift + 1 >= rows.length || JSON.stringify(rows.at(-2 - shift)) === second) return shift;
  }
  return rows.length === before.length ? null : 0;
}
