/**
 * Rows to columns of numbers. A row whose x or y isn't a finite number is skipped; rows out of order are put in order.
 */

import { toNumber } from "../data/number";
import { type Reader, reader } from "../data/path";
import { isTimeName, toMillis } from "../data/time";

const AUTO_SERIES = 6; // as many as there are series colours

export interface Lines {
  /** Unix ms, or the row number when there is no time. */
  xs: number[];
  /** One a series; null where the row had no number. */
  ys: (number | null)[][];
  names: string[];
  /** Whether x is a time. */
  timed: boolean;
}

export interface Candles {
  /** Unix ms, or the row number. */
  xs: number[];
  open: number[];
  high: number[];
  low: number[];
  close: number[];
  /** 0 where there is none. */
  volume: number[];
  timed: boolean;
}

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

const TIMES_FROM = 1e11; // ms, in 1973: below it a number is rather a count of seconds since the start

/** The path of x: as the builder wrote it, else the first entry of the row that is a time by name and value. */
export function timeField(row: unknown, x: string): string {
  if (x.trim() !== "" || typeof row !== "object" || row === null || Array.isArray(row)) return x.trim();
  return Object.entries(row).find(([key, value]) => isTimeName(key) && toMillis(value) >= TIMES_FROM)?.[0] ?? "";
}

function readX(path: string): { read: Reader | null; timed: boolean } {
  return path === "" ? { read: null, timed: false } : { read: reader(path), timed: true };
}

/** The order that sorts `xs`, or null when they are in order already, as they nearly always are. */
function order(xs: readonly number[]): number[] | null {
  for (let index = 1; index < xs.length; index++) {
    if ((xs[index] as number) < (xs[index - 1] as number)) {
      return xs.map((_, position) => position).sort((a, b) => (xs[a] as number) - (xs[b] as number));
    }
  }
  return null;
}

function arrange<T>(column: readonly T[], positions: readonly number[]): T[] {
  return positions.map((position) => column[position] as T);
}

export function shapeLines(rows: readonly unknown[], x: string, series: readonly string[], limit: number): Lines {
  const path = timeField(rows.at(-1), x);
  const { read, timed } = readX(path);
  const first = Math.max(0, rows.length - limit);
  const names = series.length > 0 ? [...series] : autoSeries(rows.at(-1), path);
  const readers = names.map(reader);
  const lines: Lines = { xs: [], ys: names.map(() => []), names, timed };
  for (let index = first; index < rows.length; index++) {
    const row = rows[index];
    const at = read ? toMillis(read(row)) : index + 1;
    if (!Number.isFinite(at)) continue;
    const numbers = readers.map((readY) => toNumber(readY(row)));
    if (!numbers.some(Number.isFinite)) continue;
    lines.xs.push(at);
    numbers.forEach((number, column) => {
      lines.ys[column]?.push(Number.isFinite(number) ? number : null);
    });
  }
  const positions = order(lines.xs);
  if (positions) {
    lines.xs = arrange(lines.xs, positions);
    lines.ys = lines.ys.map((column) => arrange(column, positions));
  }
  return lines;
}

export interface CandleFields {
  x: string;
  open: string;
  high: string;
  low: string;
  close: string;
  volume: string;
}

/** Of rows with the same x the last one counts: an exchange sends a candle anew with every trade. */
export function shapeCandles(rows: readonly unknown[], fields: CandleFields, limit: number): Candles {
  const { read, timed } = readX(timeField(rows.at(-1), fields.x));
  const prices = [fields.open, fields.high, fields.low, fields.close].map(reader);
  const readVolume = fields.volume.trim() === "" ? null : reader(fields.volume);
  const found: number[][] = [];
  for (let index = Math.max(0, rows.length - limit); index < rows.length; index++) {
    const row = rows[index];
    const at = read ? toMillis(read(row)) : index + 1;
    const values = prices.map((price) => toNumber(price(row)));
    if (!Number.isFinite(at) || !values.every(Number.isFinite)) continue;
    const volume = readVolume ? toNumber(readVolume(row)) : 0;
    const candle = [at, ...values, Number.isFinite(volume) ? Math.max(0, volume) : 0];
    if (found.at(-1)?.[0] === at) found[found.length - 1] = candle;
    else found.push(candle);
  }
  found.sort((a, b) => (a[0] as number) - (b[0] as number));
  const single = found.filter((candle, index) => candle[0] !== found[index + 1]?.[0]);
  const column = (position: number) => single.map((candle) => candle[position] as number);
  return {
    xs: column(0),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
    timed,
  };
}

/** The middle step between neighbours: what one candle stands for. NaN with fewer than two. */
export function middleStep(xs: readonly number[]): number {
  const found: number[] = [];
  for (let index = 1; index < xs.length; index++) found.push((xs[index] as number) - (xs[index - 1] as number));
  found.sort((a, b) => a - b);
  return found.length > 0 ? (found[found.length >> 1] as number) : Number.NaN;
}
