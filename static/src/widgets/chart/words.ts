/** What a chart says in words: a point, a heading, a summary for those who don't see it. */
import { decimalsInSight, formatNumber } from "../data/number";
import { formatClock, formatMoment, formatSpan } from "../data/time";
import { valueAt } from "./drawing";
import { type Column, isCandles, middleStep, type Properties, type Shape } from "./shape";

const KINDS: Record<Properties["kind"], string> = {
  line: "Line chart",
  area: "Area chart",
  bar: "Bar chart",
  scatter: "Scatter chart",
  candlestick: "Candlestick chart",
  ohlc: "OHLC chart",
};
const SUMMED_UP = 6; // series; more would be read for a minute

/** How numbers of a column are written. */
export interface Writing {
  unit: string;
  decimals: number | null;
}

export const withUnit = (text: string, unit: string): string => (unit === "" ? text : `${text} ${unit}`);

export function numberText(value: number, column: Column, { decimals }: Writing): string {
  return formatNumber(value, decimals ?? decimalsInSight(column));
}

/** Where a point stands: "12:41:05.120", "7", "Mill 3". */
export function placeText(shape: Shape, point: number, fine = false): string {
  const x = shape.xs[point];
  if (x === undefined) return "";
  if (shape.x === "text") return shape.labels[x] ?? "";
  return shape.x === "time" ? formatMoment(x, Date.now(), fine) : formatNumber(x);
}

/** What stands at the right of the heading: the point under the pointer, or how many there are. */
export function asideText(kind: Properties["kind"], shape: Shape, hover: number | null, writing: Writing): string {
  const { xs, series } = shape;
  if (hover !== null && hover < xs.length) {
    const place = shape.x === "row" ? "" : placeText(shape, hover);
    const value = isCandles(kind)
      ? candleText(shape, hover, writing)
      : series.length === 1
        ? single(shape, hover, writing)
        : "";
    return [place, value].filter((part) => part !== "").join(" · ");
  }
  const step = shape.x === "time" && isCandles(kind) ? middleStep(xs) : Number.NaN;
  return Number.isFinite(step) && step >= 1_000 ? `${formatSpan(step)} · last ${xs.length}` : `last ${xs.length}`;
}

function single({ series }: Shape, point: number, writing: Writing): string {
  const column = series[0]?.ys ?? [];
  return withUnit(numberText(valueAt(column, point), column, writing), writing.unit);
}

function candleText({ series }: Shape, point: number, writing: Writing): string {
  const close = series[3]?.ys ?? [];
  return ["O", "H", "L", "C"]
    .map((letter, index) => `${letter} ${numberText(series[index]?.ys[point] ?? Number.NaN, close, writing)}`)
    .join("  ");
}

/** One point, as it is read out: "12:41:05: price 5.2 °C, 3 of 200". */
export function pointText(
  kind: Properties["kind"],
  shape: Shape,
  point: number,
  index: number,
  writing: Writing,
): string {
  const series = shape.series[index];
  const value =
    isCandles(kind) || !series
      ? candleText(shape, point, writing)
      : `${series.name} ${withUnit(numberText(valueAt(series.ys, point), series.ys, writing), writing.unit)}`;
  return `${placeText(shape, point, true)}: ${value}, ${point + 1} of ${shape.xs.length}`;
}

export function summary(kind: Properties["kind"], shape: Shape, writing: Writing): string {
  const { xs, series, x } = shape;
  if (xs.length === 0) return `${KINDS[kind]}, empty.`;
  const count = `${xs.length} ${xs.length === 1 ? "point" : "points"}`;
  const ends = [xs[0], xs.at(-1)] as [number, number];
  const span =
    x === "time" ? ` from ${formatClock(ends[0])} to ${formatClock(ends[1])}` : x === "text" ? `: ${names(shape)}` : "";
  const told = isCandles(kind) ? series.slice(3, 4) : series.slice(0, SUMMED_UP);
  const lines = told.map(({ name, ys }) => {
    const numbers = ys.filter((y) => y !== null);
    const say = (value: number) => withUnit(numberText(value, ys, writing), writing.unit);
    const [low, high] = extremes(numbers);
    return `${name}: last ${say(numbers.at(-1) ?? Number.NaN)}, lowest ${say(low)}, highest ${say(high)}.`;
  });
  const more =
    series.length > told.length && !isCandles(kind) ? ` And ${series.length - told.length} more series.` : "";
  return `${KINDS[kind]}, ${count}${span}. ${lines.join(" ")}${more}`;
}

function names({ labels }: Shape): string {
  return labels.length > SUMMED_UP ? `${labels.slice(0, SUMMED_UP).join(", ")} …` : labels.join(", ");
}

function extremes(numbers: readonly number[]): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const number of numbers) {
    low = Math.min(low, number);
    high = Math.max(high, number);
  }
  return [low, high];
}
