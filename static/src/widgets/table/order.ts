/** Which rows a table shows, and in which order: searched, filtered, sorted. Only rows that are new are looked at. */
import { asText } from "../data/rows";
import type { RowOrigin } from "../view";
import type { TableColumn } from "./column";
import { contains, measureOf, type Test, testOf } from "./terms";

export interface Sort {
  field: string;
  dir: "asc" | "desc";
}

export interface Wanted {
  newestFirst: boolean;
  sort: Sort | null;
  search: string;
  /** By field. */
  filters: Readonly<Record<string, string>>;
}

const TEXTS: ReadonlySet<TableColumn["format"]> = new Set(["text", "tag", "link", "json", "image"]);

const FRESH_MS = 60_000; // what was found is found anew after that: times are written by the day it is

interface Last {
  rows: readonly unknown[];
  origins: readonly RowOrigin[] | null;
  columns: readonly TableColumn[];
  wanted: Wanted;
  at: number;
  passes: Uint8Array; // by place: whether it is shown
  values: (string | number)[]; // by place: what it is sorted by
  order: readonly number[]; // sorted
}

export class Order {
  #last: Last | null = null;

  /** Places in `rows` (oldest first) of those shown, in the order shown. */
  of(
    rows: readonly unknown[],
    origins: readonly RowOrigin[] | null,
    columns: readonly TableColumn[],
    wanted: Wanted,
    now: number,
  ): Uint32Array {
    const { newestFirst, sort } = wanted;
    const by = sort && columns.find((column) => column.field === sort.field);
    const passes = passOf(columns, wanted, now);
    const { length } = rows;
    const shown = new Uint32Array(length);
    if (!by && !passes) {
      this.#last = null;
      for (let index = 0; index < length; index++) shown[index] = newestFirst ? length - 1 - index : index;
      return shown;
    }
    const before = this.#last;
    const isSame = before?.wanted === wanted && before.columns === columns && now - before.at < FRESH_MS;
    const last = isSame ? before : null;
    const left = last ? Math.max(0, last.rows.indexOf(rows[0])) : 0; // so many rows have left at the front
    const next: Last = {
      rows,
      origins,
      columns,
      wanted,
      at: last?.at ?? now,
      passes: new Uint8Array(length),
      values: [],
      order: [],
    };
    const sortValue = by && sortedBy(by);
    if (by) next.values = new Array<string | number>(length);
    for (let place = 0; place < length; place++) {
      const was = place + left;
      const [row, origin] = [rows[place], origins?.[place]];
      const isKnown =
        last !== null && was < last.rows.length && last.rows[was] === row && last.origins?.[was] === origin;
      // Lists that app code changes in place come as copies: the same object has the same contents.
      next.passes[place] = isKnown ? (last.passes[was] as number) : Number(!passes || passes(row, origin));
      if (by && sortValue) {
        next.values[place] = isKnown ? (last.values[was] as string | number) : sortValue(by.read(row, origin));
      }
    }
    this.#last = next;
    if (by && sort) {
      next.order = sorted(next, last?.order ?? [], left, sort.dir, newestFirst);
      return Uint32Array.from(next.order);
    }
    let count = 0;
    for (let index = 0; index < length; index++) {
      const place = newestFirst ? length - 1 - index : index;
      if (next.passes[place]) shown[count++] = place;
    }
    return shown.subarray(0, count);
  }
}

function passOf(
  columns: readonly TableColumn[],
  { search, filters }: Wanted,
  now: number,
): ((row: unknown, origin: RowOrigin | undefined) => boolean) | null {
  const filtered: [TableColumn, Test][] = [];
  for (const column of columns) {
    const { test } = testOf(filters[column.field] ?? "", column, now);
    if (test) filtered.push([column, test]);
  }
  const found: [TableColumn, Test][] = [];
  for (const column of columns) {
    const test = contains(search, column, now);
    if (test) found.push([column, test]);
  }
  if (filtered.length === 0 && found.length === 0) return null;
  return (row, origin) =>
    filtered.every(([column, test]) => test(column.read(row, origin))) &&
    (found.length === 0 || found.some(([column, test]) => test(column.read(row, origin))));
}

/** What a column is sorted by: a text in lower case, or a number. */
function sortedBy(column: TableColumn): (value: unknown) => string | number {
  return TEXTS.has(column.format) ? (value) => asText(value).toLowerCase() : measureOf(column);
}

/**
 * What has no value stands last either way; equals stand as they would unsorted. It begins with the order there was: a
 * sort of what is nearly sorted costs little more than looking at it.
 */
function sorted(
  { passes, values }: Last,
  before: readonly number[],
  left: number,
  dir: Sort["dir"],
  newestFirst: boolean,
) {
  const order: number[] = [];
  const placed = new Uint8Array(passes.length);
  for (const was of before) {
    const place = was - left;
    if (place < 0 || !passes[place]) continue;
    placed[place] = 1;
    order.push(place);
  }
  for (let place = 0; place < passes.length; place++) if (passes[place] && !placed[place]) order.push(place);
  const sign = dir === "asc" ? 1 : -1;
  const older = newestFirst ? -1 : 1;
  return order.sort((a, b) => {
    const [one, other] = [values[a] as string | number, values[b] as string | number];
    if (one === other) return older * (a - b);
    const [isNone, isOtherNone] = [isNothing(one), isNothing(other)];
    if (isNone || isOtherNone) return isNone && isOtherNone ? older * (a - b) : isNone ? 1 : -1;
    return one < other ? -sign : sign;
  });
}

const isNothing = (value: string | number): boolean => value === "" || Number.isNaN(value);
