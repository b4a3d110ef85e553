/** Where a row keeps its x and its numbers, for a chart that isn't told. */
import { toNumber } from "../data/number";
import { type RowReader, rowReader } from "../data/path";
import { isTimeName, toMillis } from "../data/time";
import type { RowOrigin } from "../view";

const AUTO_SERIES = 6; // as many as there are series colours
export const LOOKED_AT = 50; // newest rows; a stream's heartbeats and notes have no fields to go by
const TIMES_FROM = 1e11; // ms, in 1973: below it a number is rather a count, or a measure like any other

export type Origins = readonly RowOrigin[] | null;

/** Paths to the numbers of a row, for a chart that names no series: the row itself, or its first numeric entries. */
export function autoSeries(row: unknown, x: string): string[] {
  if (Number.isFinite(toNumber(row))) return [""];
  if (typeof row !== "object" || row === null) return [];
  const paths: string[] = [];
  for (const [key, value] of Object.entries(row)) {
    const path = Array.isArray(row) ? `[${key}]` : key;
    if (path !== x && key !== x && Number.isFinite(toNumber(value))) paths.push(path);
    if (paths.length === AUTO_SERIES) break;
  }
  return paths;
}

/** The first entry of a row that is a time by name and value. */
export function timeField(row: unknown): string {
  if (typeof row !== "object" || row === null || Array.isArray(row)) return "";
  return Object.entries(row).find(([key, value]) => isTimeName(key) && toMillis(value) >= TIMES_FROM)?.[0] ?? "";
}

/** The newest row that `found` makes something of, and what. */
export function newest<T>(rows: readonly unknown[], found: (row: unknown, index: number) => T | null): T | null {
  for (let index = rows.length - 1; index >= Math.max(0, rows.length - LOOKED_AT); index--) {
    const here = found(rows[index], index);
    if (here !== null) return here;
  }
  return null;
}

/** What x is. `row`: the row's number. `path`: of the field it stands in, or empty. */
export interface X {
  kind: "time" | "number" | "text" | "row";
  path: string;
  read: RowReader;
}

const NOTHING: RowReader = () => undefined;

/** As the builder said, else a field named like a time, else the time of arrival, else the row's number. */
export function xOf(rows: readonly unknown[], origins: Origins, wanted: string): X {
  const path = wanted.trim() || newest(rows, (row) => timeField(row) || null) || "";
  if (path === "") {
    if (origins === null) return { kind: "row", path, read: NOTHING };
    return { kind: "time", path: "@at", read: (_, origin) => origin?.at };
  }
  const read = rowReader(path);
  return (
    newest(rows, (row, index) => sortOf(read(row, origins?.[index]), path, read)) ?? { kind: "number", path, read }
  );
}

function sortOf(value: unknown, path: string, read: RowReader): X | null {
  if (value === undefined || value === null || value === "") return null;
  if (toMillis(value) >= TIMES_FROM) return { kind: "time", path, read };
  return { kind: Number.isFinite(toNumber(value)) ? "number" : "text", path, read };
}

export interface Field {
  path: string;
  read: RowReader;
}

export const fieldOf = (path: string): Field => ({ path: path.trim(), read: rowReader(path) });

/** The numbers that the newest of a query's `own` rows has, but its x. */
export function numbersOf(rows: readonly unknown[], x: string, own: (index: number) => boolean): Field[] {
  const found = newest(rows, (row, index) => {
    const paths = own(index) ? autoSeries(row, x) : [];
    return paths.length > 0 ? paths : null;
  });
  return (found ?? []).map(fieldOf);
}
