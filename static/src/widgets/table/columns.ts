/** The columns of a table: as the builder wrote them, or those of its rows; each in a format its values have. */
import { decimalsOf, toNumber } from "../data/number";
import { headingOf, rowReader } from "../data/path";
import { isTimeName, toMillis } from "../data/time";
import { widthOf } from "../data/width";
import type { RowOrigin } from "../view";
import type { ColumnSpec, Format, TableColumn } from "./column";
import { cellText } from "./text";

const AUTO_COLUMNS = 20; // more don't fit any screen
export const LOOK = 20; // rows looked at to guess a format
const WIDE = 1_000; // times the smallest number of a column
const BREADTH_MIN = 2.6;
const BREADTH_MAX = 24; // a longer text is cut, and shown whole when pointed at
const BREADTH_OF: Partial<Record<Format, number>> = { spark: 7, progress: 8, image: 2.6 };
const FIGURES: ReadonlySet<Format> = new Set(["number", "percent"]);
const URL_START = /^https?:\/\//i;

/** `rows`: the newest, a few of them, with their origins. `before`: the columns so far; formats and decimals hold on. */
export function columnsOf(
  specs: readonly ColumnSpec[],
  rows: readonly unknown[],
  origins: readonly RowOrigin[] | null = null,
  before: readonly TableColumn[] = [],
): TableColumn[] {
  const named = specs.length > 0 ? specs.filter((spec) => !spec.hidden) : autoColumns(rows, before);
  const known = new Map(before.map((column) => [column.field, column]));
  return named.map((spec) => {
    const read = rowReader(spec.field);
    const values = rows.slice(0, LOOK).map((row, index) => read(row, origins?.[index]));
    const old = known.get(spec.field);
    const format = spec.format === "auto" ? (guess(spec.field, values) ?? old?.format ?? "text") : spec.format;
    const least = isWide(values)
      ? 0
      : Math.max(decimalsOf(values.map(toNumber)), ...values.map(writtenDecimals), old?.least ?? 0);
    return {
      field: spec.field,
      title: spec.title || headingOf(spec.field),
      read,
      format,
      decimals: spec.decimals,
      least,
      unit: spec.unit,
      coloured: spec.coloured,
      align: spec.align === "auto" ? (FIGURES.has(format) ? "right" : "left") : spec.align,
      width: spec.width,
      sortable: spec.sortable && format !== "image",
    };
  });
}

/** Numbers so far apart that points under each other would be bought with rows of noughts: 67,194.8 and 0.04914. */
function isWide(values: readonly unknown[]): boolean {
  const sizes = values.map((value) => Math.abs(toNumber(value))).filter((size) => size > 0);
  return Math.max(...sizes) > WIDE * Math.min(...sizes);
}

/** Whether both draw the same cells. */
export function sameColumns(a: readonly TableColumn[], b: readonly TableColumn[]): boolean {
  return a.length === b.length && a.every((column, index) => isSame(column, b[index] as TableColumn));
}

function isSame(a: TableColumn, b: TableColumn): boolean {
  return (Object.keys(a) as (keyof TableColumn)[]).every((key) => key === "read" || a[key] === b[key]);
}

/** "0.1300" was written with 4 decimals, which its number doesn't know. At most 8. */
function writtenDecimals(value: unknown): number {
  const fraction = typeof value === "string" ? value.match(/^-?\d+\.(\d+)$/)?.[1] : undefined;
  return Math.min(8, fraction?.length ?? 0);
}

/** Those of the first row. A row of another kind between them doesn't take away the columns of the others. */
function autoColumns(rows: readonly unknown[], before: readonly TableColumn[]): ColumnSpec[] {
  const paths = new Set(pathsOf(rows[0]));
  const kept = before.map((column) => column.field);
  const still = kept.length > 0 && rows.some((row) => pathsOf(row).includes(kept[0] as string));
  const all = still ? [...new Set([...kept, ...paths])] : [...paths];
  return all.slice(0, AUTO_COLUMNS).map((field) => ({
    field,
    title: field === "" ? "value" : headingOf(field),
    format: "auto",
    decimals: null,
    unit: "",
    coloured: false,
    align: "auto",
    width: null,
    sortable: true,
    hidden: false,
  }));
}

function pathsOf(row: unknown): string[] {
  if (typeof row !== "object" || row === null) return row === undefined ? [] : [""];
  const keys = Object.keys(row).slice(0, AUTO_COLUMNS);
  return keys.map((key) => (Array.isArray(row) ? `[${key}]` : `["${key.replaceAll('"', "")}"]`));
}

function guess(field: string, values: readonly unknown[]): Format | null {
  const present = values.filter((value) => value !== undefined && value !== null && value !== "");
  if (present.length === 0) return null;
  const all = (test: (value: unknown) => boolean) => present.every(test);
  if (field === "@at") return "time";
  if (isTimeName(headingOf(field)) && all((value) => Number.isFinite(toMillis(value)))) return "time";
  if (all((value) => Number.isFinite(toNumber(value)))) return "number";
  if (all((value) => typeof value === "boolean")) return "boolean";
  if (all((value) => typeof value === "string" && URL_START.test(value))) return "link";
  if (all((value) => Array.isArray(value) && value.length > 1 && value.every((n) => typeof n === "number"))) {
    return "spark";
  }
  return present.some((value) => typeof value === "object") ? "json" : "text";
}

/** The em a column needs for its heading and the rows looked at: its share of the table's width. */
export function breadthOf(column: TableColumn, rows: readonly unknown[], now: number, fraction = true): number {
  const heading = widthOf(column.title) + (column.sortable ? SORT_MARK : 0);
  const fixed = BREADTH_OF[column.format];
  if (fixed !== undefined) return Math.max(fixed, heading);
  const texts = rows.slice(0, LOOK).map((row) => widthOf(cellText(column, column.read(row), now, fraction)));
  const pill = column.format === "tag" ? PILL : 0;
  return Math.min(BREADTH_MAX, Math.max(BREADTH_MIN, heading, ...texts.map((width) => width + pill)));
}

const SORT_MARK = 0.8; // em of the arrow beside a heading
const PILL = 1; // em of the room around a tag
