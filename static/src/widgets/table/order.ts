/** Which rows a table shows, and in which order: searched, filtered, sorted. Pure. */
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

/** Places in `rows` (oldest first) of those shown, in the order shown. */
export function orderOf(
  rows: readonly unknown[],
  origins: readonly RowOrigin[] | null,
  columns: readonly TableColumn[],
  wanted: Wanted,
  now: number,
): Uint32Array {
  const { newestFirst, sort } = wanted;
  const passes = passOf(columns, wanted, now);
  const order = new Uint32Array(rows.length);
  let count = 0;
  for (let index = 0; index < rows.length; index++) {
    const place = newestFirst ? rows.length - 1 - index : index;
    if (passes === null || passes(rows[place], origins?.[place])) order[count++] = place;
  }
  const shown = order.subarray(0, count);
  const by = sort && columns.find((column) => column.field === sort.field);
  return by ? sorted(shown, rows, origins, by, sort.dir, newestFirst) : shown;
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

/** What has no value stands last either way; equals stand as they would unsorted. */
function sorted(
  order: Uint32Array,
  rows: readonly unknown[],
  origins: readonly RowOrigin[] | null,
  column: TableColumn,
  dir: Sort["dir"],
  newestFirst: boolean,
): Uint32Array {
  const sign = dir === "asc" ? 1 : -1;
  const older = newestFirst ? -1 : 1;
  if (TEXTS.has(column.format)) {
    const texts: string[] = new Array(rows.length);
    for (const place of order) texts[place] = asText(column.read(rows[place], origins?.[place])).toLowerCase();
    return order.sort((a, b) => {
      const [one, other] = [texts[a] as string, texts[b] as string];
      if (one === other) return older * (a - b);
      if (one === "" || other === "") return one === "" ? 1 : -1;
      return one < other ? -sign : sign;
    });
  }
  const measure = measureOf(column);
  const numbers = new Float64Array(rows.length);
  for (const place of order) numbers[place] = measure(column.read(rows[place], origins?.[place]));
  return order.sort((a, b) => {
    const [one, other] = [numbers[a] as number, numbers[b] as number];
    if (one === other) return older * (a - b);
    if (one < other) return -sign;
    if (one > other) return sign;
    if (Number.isNaN(one)) return Number.isNaN(other) ? older * (a - b) : 1;
    return -1;
  });
}
