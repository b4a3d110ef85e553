/** What a table's cells say: the columns of a table that names none, and each value as text with its colour. */
import type { TableWidget } from "../../document";
import { decimalsOf, formatNumber, toNumber } from "../data/number";
import { headingOf, type Reader, reader } from "../data/path";
import { asText } from "../data/rows";
import { formatMoment, isTimeName, toMillis } from "../data/time";
import { widthOf } from "../data/width";

type ColumnSpec = TableWidget["properties"]["columns"][number];
type Format = Exclude<ColumnSpec["format"], "auto">;

export interface TableColumn {
  key: string; // c0, c1 …: a path such as `a.b` means something of its own to the table library
  title: string;
  read: Reader;
  format: Format;
  decimals: number | null;
  /** With null decimals: as many as the first rows have at most. */
  least: number;
  coloured: boolean;
}

const AUTO_COLUMNS = 20; // more don't fit any screen
const LOOK = 20; // rows looked at to guess a format
const BREADTH_MIN = 2.6;
const BREADTH_MAX = 24; // a longer text is cut, and shown whole in its tooltip

/** The columns as the builder wrote them or, when there are none, those of the first row. */
export function columnsOf(specs: readonly ColumnSpec[], rows: readonly unknown[]): TableColumn[] {
  const named = specs.length > 0 ? specs : autoColumns(rows[0]);
  return named.map((spec, index) => {
    const read = reader(spec.field);
    const values = rows.slice(0, LOOK).map(read);
    return {
      key: `c${index}`,
      title: spec.title || headingOf(spec.field),
      read,
      format: spec.format === "auto" ? guess(spec.field, values) : spec.format,
      decimals: spec.decimals,
      least: Math.max(decimalsOf(values.map(toNumber)), ...values.map(writtenDecimals)),
      coloured: spec.coloured,
    };
  });
}

/** "0.1300" was written with 4 decimals, which its number doesn't know. At most 8. */
function writtenDecimals(value: unknown): number {
  const fraction = typeof value === "string" ? value.match(/^-?\d+\.(\d+)$/)?.[1] : undefined;
  return Math.min(8, fraction?.length ?? 0);
}

function autoColumns(row: unknown): ColumnSpec[] {
  const spec = (field: string, title: string): ColumnSpec => ({
    field,
    title,
    format: "auto",
    decimals: null,
    unit: "",
    coloured: false,
    align: "auto",
    width: null,
    sortable: true,
    hidden: false,
  });
  if (typeof row !== "object" || row === null) return row === undefined ? [] : [spec("", "value")];
  const paths = Object.keys(row).map((key) => (Array.isArray(row) ? `[${key}]` : `["${key.replaceAll('"', "")}"]`));
  return paths.slice(0, AUTO_COLUMNS).map((path) => spec(path, headingOf(path)));
}

function guess(field: string, values: readonly unknown[]): Format {
  const present = values.filter((value) => value !== undefined && value !== null && value !== "");
  if (present.length === 0) return "text";
  if (isTimeName(headingOf(field)) && present.every((value) => Number.isFinite(toMillis(value)))) return "time";
  if (present.every((value) => Number.isFinite(toNumber(value)))) return "number";
  return present.some((value) => typeof value === "object") ? "json" : "text";
}

/** The em a column needs for its heading and the rows looked at: its share of the table's width. */
export function breadthOf(column: TableColumn, rows: readonly unknown[], now: number, fraction = true): number {
  const texts = rows.slice(0, LOOK).map((row) => widthOf(cellText(column, column.read(row), now, fraction)));
  return Math.min(BREADTH_MAX, Math.max(BREADTH_MIN, widthOf(column.title), ...texts));
}

/** The text of a cell; times with thousandths of a second or, where room is short, without. */
export function cellText(column: TableColumn, value: unknown, now: number, fraction = true): string {
  if (value === undefined || value === null) return "";
  if (column.format === "number") {
    const number = toNumber(value);
    return Number.isFinite(number) ? formatNumber(number, column.decimals, column.least) : asText(value);
  }
  if (column.format === "time") {
    const ms = toMillis(value);
    return Number.isFinite(ms) ? formatMoment(ms, now, fraction) : asText(value);
  }
  return column.format === "json" ? (JSON.stringify(value) ?? "") : asText(value);
}

export type Direction = "up" | "down";

/** By sign of a number, or by a word for buying or selling. */
export function directionOf(value: unknown): Direction | null {
  const number = toNumber(value);
  if (Number.isFinite(number)) return number > 0 ? "up" : number < 0 ? "down" : null;
  if (typeof value !== "string") return null;
  const word = value.trim().toLowerCase();
  if (["buy", "b", "bid", "up", "long"].includes(word)) return "up";
  return ["sell", "s", "ask", "down", "short"].includes(word) ? "down" : null;
}
