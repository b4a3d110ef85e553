/** What a plot is told to draw: the shape of what is shown, and how. */
import type uPlot from "uplot";
import { toNumber } from "../data/number";
import { isCandles, type Properties, type Shape } from "./shape";
import { type Stack, stack } from "./stack";

export interface Drawing {
  kind: Properties["kind"];
  /** With only the series that are shown. */
  shape: Shape;
  /** Points stand side by side, whatever their x: bars, candles, names. */
  slots: boolean;
  stack: Stack | null;
  decimals: number | null;
  /** NaN: as the numbers need. */
  low: number;
  high: number;
}

export interface Bounds {
  low: number;
  high: number;
}

export function drawingOf({ kind, stacked, decimals }: Properties, shape: Shape, bounds: Bounds): Drawing {
  const columns = shape.series.map(({ ys }) => ys);
  return {
    kind,
    shape,
    slots: kind === "bar" || isCandles(kind) || shape.x === "text",
    stack: stacked && (kind === "bar" || kind === "area") ? stack(columns, kind) : null,
    decimals,
    ...bounds,
  };
}

/** What uPlot fixes when a plot is made; another one means another plot. */
export function formOf({ kind, slots, shape, stack: pile }: Drawing): string {
  return JSON.stringify([kind, slots, shape.x, pile !== null, shape.series.map(({ name, colour }) => [name, colour])]);
}

/** The bounds of y as the builder set them, and what is wrong with them. */
export function boundsOf(low: unknown, high: unknown): Bounds & { fault: string | null } {
  const bounds = { low: toNumber(low), high: toNumber(high) };
  if (!(bounds.low >= bounds.high)) return { ...bounds, fault: null };
  const fault = `must be above y_min, which is ${bounds.low}, but is ${bounds.high}`;
  return { low: bounds.low, high: Number.NaN, fault };
}

/** Points along x, then a list of y for each series. */
export function dataOf({ kind, slots, shape, stack: pile }: Drawing): uPlot.AlignedData {
  const xs = slots ? shape.xs.map((_, index) => index) : shape.xs;
  if (isCandles(kind)) return [xs, shape.series[1]?.ys ?? [], shape.series[2]?.ys ?? []]; // high and low, for the range
  return [xs, ...(pile?.tops ?? shape.series.map(({ ys }) => ys))];
}

/** The one series whose last value gets a line and a label: of candles the close, of lines and areas a single one. */
export function markedOf({ kind, shape }: Drawing): readonly (number | null)[] | null {
  if (isCandles(kind)) return shape.series[3]?.ys ?? null;
  const single = shape.series.length === 1 && (kind === "line" || kind === "area");
  return single ? (shape.series[0]?.ys ?? null) : null;
}

/** The series' own place near a point where it may have no number; -1 if it has none at all. */
export function nearest(column: readonly (number | null)[], point: number): number {
  for (let away = 0; away < column.length; away++) {
    if ((column[point - away] ?? null) !== null) return point - away;
    if ((column[point + away] ?? null) !== null) return point + away;
  }
  return -1;
}

/** What the series last was at a point. */
export function valueAt(column: readonly (number | null)[], point: number): number {
  for (let index = point; index >= 0; index--) {
    const value = column[index];
    if (value !== null && value !== undefined) return value;
  }
  return Number.NaN;
}
