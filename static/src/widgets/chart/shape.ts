/**
 * Rows to columns of numbers. A row whose x or y isn't a finite number is skipped; rows out of order are put in order.
 *
 * Rows arrive as a new array that shares most of its elements with the one before, so what was read of a row is kept
 * and only new rows are read.
 */
import type { ChartWidget } from "../../document";
import { toNumber } from "../data/number";
import { headingOf } from "../data/path";
import { asText } from "../data/rows";
import { toMillis } from "../data/time";
import type { RowOrigin } from "../view";
import { type Field, fieldOf, LOOKED_AT, numbersOf, type Origins, type X, xOf } from "./fields";

export type Properties = ChartWidget["properties"];

/** Numbers by point; null where a row had none. */
export type Column = (number | null)[];

export interface Series {
  /** As the legend says it: "price", or with several queries "trades · price". */
  name: string;
  /** Which of the series colours; stays while other series come and go. */
  colour: number;
  ys: Column;
}

export interface Shape {
  x: X["kind"];
  /** One a point, in order: ms, a number, the row's number, or of text the place in `labels`. */
  xs: number[];
  labels: readonly string[];
  /** Of candles: open, high, low, close, volume. */
  series: Series[];
}

export const EMPTY: Shape = { x: "row", xs: [], labels: [], series: [] };

/** What was read of a row: null if it has no point. */
type Cell = { x: number; query: number; ys: number[] } | null;

const LABEL_MAX = 100; // characters of a text x; more is no name
const STALE_ROWS = 5; // so many newest rows without a point: look for the fields again, by what comes now
const VOLUME = 4; // its place in …
const CANDLE = ["open", "high", "low", "close", "volume"] as const;

export const isCandles = (kind: Properties["kind"]): boolean => kind === "candlestick" || kind === "ohlc";

/** One chart's reading of its rows; made anew when its properties change. */
export class Shaper {
  #rows: readonly unknown[] = [];
  #origins: Origins = null;
  #first = 0; // of the rows, the first that is drawn
  #cells: Cell[] = [];
  #x: X = { kind: "row", path: "", read: () => undefined };
  #fields: Field[][] = []; // by query
  #form = ""; // what x and fields were found
  #stale = true;
  readonly #queries: string[]; // bounded: a source's at most 8
  readonly #labels = new Map<string, number>(); // text x → its number, as first seen; cut to what is drawn
  #nextLabel = 0;

  constructor(private readonly properties: Properties) {
    this.#queries = [...(properties.source?.queries ?? [])];
  }

  shape(rows: readonly unknown[], origins: Origins): Shape {
    const first = Math.max(0, rows.length - this.properties.limit);
    this.#look(rows, origins);
    const shift = this.#shift(rows, first);
    const cells: Cell[] = new Array(rows.length - first);
    for (let index = first; index < rows.length; index++) {
      const before = shift + index - first;
      const same =
        before < this.#rows.length &&
        this.#rows[before] === rows[index] &&
        this.#origins?.[before] === origins?.[index];
      const known = same ? this.#cells[before - this.#first] : undefined;
      cells[index - first] = known === undefined ? this.#read(rows[index], origins?.[index]) : known;
    }
    this.#rows = rows;
    this.#origins = origins;
    this.#first = first;
    this.#cells = cells;
    this.#stale = cells.slice(-STALE_ROWS).every((cell) => cell === null);
    return this.#build();
  }

  /** The newest row that has this y at this x. */
  rowOf(shape: Shape, point: number, series: number): unknown {
    const at = shape.xs[point] as number;
    const y = shape.series[series]?.ys[point] as number;
    const x = shape.x === "text" ? this.#labels.get(shape.labels[at] ?? "") : at;
    const place = this.#cells.findLastIndex((cell, index) => {
      if (!cell || !(isCandles(this.properties.kind) || cell.ys.includes(y))) return false;
      return (shape.x === "row" ? this.#first + index + 1 : cell.x) === x;
    });
    return place < 0 ? null : this.#rows[this.#first + place];
  }

  /** Find the fields, once there are rows that show them. */
  #look(rows: readonly unknown[], origins: Origins): void {
    for (const { query } of origins?.slice(-LOOKED_AT) ?? []) {
      if (!this.#queries.includes(query)) this.#queries.push(query);
    }
    const candles = isCandles(this.properties.kind);
    const names: (string | null)[] = origins === null || candles ? [null] : this.#queries;
    const lacking = !candles && names.some((_, query) => !this.#fields[query]?.length);
    if (!this.#stale && !lacking && (origins === null) === (this.#origins === null)) return;
    const { x: wanted, series } = this.properties;
    const x = xOf(rows, origins, wanted);
    const fields = names.map((name) => {
      if (candles) return CANDLE.map((part) => fieldOf(this.properties[part]));
      if (series.length > 0) return series.map(fieldOf);
      return numbersOf(rows, x.path, (index) => name === null || origins?.[index]?.query === name);
    });
    const form = JSON.stringify([x.kind, x.path, fields.map((group) => group.map(({ path }) => path))]);
    if (form === this.#form) return;
    this.#form = form;
    this.#x = x;
    this.#fields = fields;
    this.#rows = []; // what was read of them is void
    this.#cells = [];
    this.#first = 0;
  }

  /** Where the first row to draw stood in the rows before. */
  #shift(rows: readonly unknown[], first: number): number {
    if (this.#rows.length === 0 || first >= rows.length) return 0;
    const found = this.#rows.indexOf(rows[first], this.#first);
    return found < 0 ? this.#first : found;
  }

  #read(row: unknown, origin: RowOrigin | undefined): Cell {
    const at = this.#place(row, origin);
    if (!Number.isFinite(at)) return null;
    const candles = isCandles(this.properties.kind);
    let query = candles || origin === undefined ? 0 : this.#queries.indexOf(origin.query);
    if (query < 0) query = this.#queries.push(origin?.query ?? "") - 1;
    const fields = this.#fields[query] ?? [];
    const ys: number[] = new Array(fields.length);
    let any = false;
    for (let index = 0; index < fields.length; index++) {
      const { path, read } = fields[index] as Field;
      const none = candles && index === VOLUME && path === "";
      const number = none ? Number.NaN : toNumber(read(row, origin));
      ys[index] = number;
      any ||= Number.isFinite(number);
      if (candles && index < VOLUME && !Number.isFinite(number)) return null;
    }
    return any ? { x: at, query, ys } : null;
  }

  #place(row: unknown, origin: RowOrigin | undefined): number {
    const { kind, read } = this.#x;
    if (kind === "row") return 0; // told by where it stands
    const value = read(row, origin);
    if (kind === "time") return toMillis(value);
    if (kind === "number") return toNumber(value);
    const label = asText(value).slice(0, LABEL_MAX);
    if (label === "") return Number.NaN;
    const known = this.#labels.get(label);
    if (known !== undefined) return known;
    this.#labels.set(label, this.#nextLabel);
    return this.#nextLabel++;
  }

  #build(): Shape {
    const { kind } = this.properties;
    const x = this.#x.kind;
    const candles = isCandles(kind);
    const latest = candles || x === "text"; // of rows with the same x the last one counts
    const merge = latest || kind === "bar" || this.properties.stacked;
    const starts: number[] = []; // of each query's columns
    let width = 0;
    for (const fields of this.#fields) {
      starts.push(width);
      width += fields.length;
    }
    const xs: number[] = [];
    const columns: Column[] = Array.from({ length: width }, () => []);
    for (const index of this.#order(x)) {
      const cell = this.#cells[index] as NonNullable<Cell>;
      const at = x === "row" ? this.#first + index + 1 : cell.x;
      const start = starts[cell.query] ?? 0;
      let point = xs.length - 1;
      const here = merge && point >= 0 && xs[point] === at;
      if (!here || !(latest || cell.ys.every((_, field) => columns[start + field]?.[point] === null))) {
        point = xs.push(at) - 1;
        for (const column of columns) column.push(null);
      }
      for (let field = 0; field < cell.ys.length; field++) {
        const number = cell.ys[field] as number;
        const column = columns[start + field] as Column;
        if (Number.isFinite(number)) column[point] = candles && field === VOLUME ? Math.max(0, number) : number;
        else if (candles) column[point] = 0; // no volume
      }
    }
    const labels = x === "text" ? this.#cut(xs) : [];
    return { x, xs, labels, series: candles ? candleSeries(columns) : this.#named(columns) };
  }

  /** Places of the cells that have a point, by x; they nearly always come in order. */
  #order(x: X["kind"]): number[] {
    const cells = this.#cells;
    const places: number[] = [];
    let last = Number.NEGATIVE_INFINITY;
    let sorted = true;
    for (let index = 0; index < cells.length; index++) {
      const cell = cells[index];
      if (!cell) continue;
      places.push(index);
      if (cell.x < last) sorted = false;
      last = cell.x;
    }
    if (!sorted && x !== "row") places.sort((a, b) => (cells[a]?.x as number) - (cells[b]?.x as number));
    return places;
  }

  /** Text x: numbers to places in the list of labels, and labels that are no longer drawn forgotten. */
  #cut(xs: number[]): string[] {
    const drawn = new Set(xs);
    for (const [label, number] of this.#labels) if (!drawn.has(number)) this.#labels.delete(label);
    for (let index = 0; index < xs.length; index++) xs[index] = index;
    return [...this.#labels.keys()];
  }

  /** Those that have a number, with names that tell them apart. */
  #named(columns: Column[]): Series[] {
    const several = this.#queries.length > 1 && this.#origins !== null;
    const names = this.#fields.flatMap((fields, query) => {
      const short = fields.map(({ path }) => headingOf(path));
      return fields.map(({ path }, index) => {
        const name =
          short.indexOf(short[index] as string) === short.lastIndexOf(short[index] as string) ? short[index] : path;
        return several ? `${this.#queries[query]} · ${name}` : (name as string);
      });
    });
    return columns
      .map((ys, colour) => ({ name: names[colour] ?? "", colour, ys }))
      .filter(({ ys }) => ys.some((y) => y !== null));
  }
}

function candleSeries(columns: Column[]): Series[] {
  if (columns.length === 0 || columns[0]?.length === 0) return [];
  return CANDLE.map((name, index) => ({ name, colour: index, ys: columns[index] as Column }));
}

/** The middle step between neighbours: what one candle stands for. NaN with fewer than two. */
export function middleStep(xs: readonly number[]): number {
  const found: number[] = [];
  for (let index = 1; index < xs.length; index++) found.push((xs[index] as number) - (xs[index - 1] as number));
  found.sort((a, b) => a - b);
  return found.length > 0 ? (found[found.length >> 1] as number) : Number.NaN;
}
