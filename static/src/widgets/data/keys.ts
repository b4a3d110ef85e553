/**
 * What tells rows apart from one update to the next, so that selection, flashes and the scroll position follow them:
 * the value at the table's key, else the row's message, else where the row went when the list moved on.
 */
import type { TableWidget } from "../../document";
import type { RowOrigin } from "../view";
import { type RowReader, rowReader } from "./path";
import { asText } from "./rows";

export type Id = string | number;

/** Where each row stands. */
export interface Places {
  get(id: Id): number | undefined;
  has(id: Id): boolean;
  readonly size: number;
}

/** The ids of all rows, and where each stands. */
export interface Keyed {
  ids: readonly Id[];
  places: Places;
}

const SHIFT_MAX = 100; // a list that moved further in one update is taken for a new one

export const NO_ROWS: Keyed = { ids: [], places: new Map() };

type Origins = readonly RowOrigin[] | null;

/** Rows are numbered on as others leave at the front; those that stay keep their number from one update to the next. */
class Numbered implements Places {
  /** `numbers` null: each id is its number. `first`: that of the first row. */
  constructor(
    readonly numbers: Map<Id, number> | null,
    readonly first: number,
    readonly size: number,
  ) {}

  get(id: Id): number | undefined {
    const number = this.numbers ? this.numbers.get(id) : id;
    if (typeof number !== "number") return undefined;
    const place = number - this.first;
    return place >= 0 && place < this.size ? place : undefined;
  }

  has(id: Id): boolean {
    return this.get(id) !== undefined;
  }
}

/** The ids there were, and of what. */
interface Known {
  rows: readonly unknown[];
  origins: Origins;
  ids: readonly Id[];
  places: Numbered;
  hasRepeats: boolean;
}

export class Keys {
  /** Whether a key says what a row is; a new row is then no step of the one before it. */
  readonly named: boolean;
  readonly #read: RowReader | null;
  readonly #byMessage: boolean;
  #rows: readonly unknown[] = [];
  #first = 0; // the number of the oldest row, where rows are told apart by their place in the list
  #known: Known | null = null;

  constructor({ key, source }: Pick<TableWidget["properties"], "key" | "source">) {
    const path = key || (source?.mode === "upsert" ? source.key : "");
    this.named = path !== "";
    this.#read = this.named ? rowReader(path) : null;
    this.#byMessage = source?.mode !== "replace"; // there, all rows are of one message
  }

  of(rows: readonly unknown[], origins: Origins): Keyed {
    if (!this.#read && !(origins && this.#byMessage)) {
      const first = this.#slide(rows);
      return { ids: rows.map((_, place) => first + place), places: new Numbered(null, first, rows.length) };
    }
    const known = this.#known;
    if (known?.rows === rows && known.origins === origins) return known;
    this.#known = (known && this.#follow(known, rows, origins)) ?? this.#all(rows, origins);
    return this.#known;
  }

  #idOf(rows: readonly unknown[], origins: Origins, place: number): Id {
    const origin = origins?.[place];
    if (this.#read) return asText(this.#read(rows[place], origin));
    return origin ? `${origin.query}/${origin.offset}` : place;
  }

  #all(rows: readonly unknown[], origins: Origins): Known {
    const ids: Id[] = new Array(rows.length);
    const numbers = new Map<Id, number>();
    const repeats = new Map<Id, number>();
    for (let place = 0; place < rows.length; place++) {
      let id = this.#idOf(rows, origins, place);
      if (numbers.has(id)) {
        const nth = (repeats.get(id) ?? 1) + 1; // the second row of a key is a row of its own
        repeats.set(id, nth);
        id = `${id}#${nth}`;
      }
      ids[place] = id;
      numbers.set(id, place);
    }
    return { rows, origins, ids, places: new Numbered(numbers, 0, rows.length), hasRepeats: repeats.size > 0 };
  }

  /** When rows have only left at the front, come at the end, or changed in their place: ids of what is new, no others. */
  #follow(known: Known, rows: readonly unknown[], origins: Origins): Known | null {
    const { numbers, first } = known.places;
    if (known.hasRepeats || !numbers || rows.length === 0 || (origins === null) !== (known.origins === null))
      return null;
    const left = known.places.get(this.#idOf(rows, origins, 0));
    const stay = known.ids.length - (left ?? 0);
    if (left === undefined || rows.length < stay) return null;
    for (let place = 0; place < stay; place++) {
      const was = place + left;
      if (rows[place] === known.rows[was] && origins?.[place] === known.origins?.[was]) continue;
      if (this.#idOf(rows, origins, place) !== known.ids[was]) return null;
    }
    const ids = known.ids.slice(left);
    const added = new Set<Id>();
    for (let place = stay; place < rows.length; place++) {
      const id = this.#idOf(rows, origins, place);
      if (added.has(id) || (known.places.get(id) ?? -1) >= left) return null; // it is there twice
      added.add(id);
      ids.push(id);
    }
    for (let was = 0; was < left; was++) numbers.delete(known.ids[was] as Id);
    for (let place = stay; place < rows.length; place++) numbers.set(ids[place] as Id, first + left + place);
    return { rows, origins, ids, places: new Numbered(numbers, first + left, rows.length), hasRepeats: false };
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
