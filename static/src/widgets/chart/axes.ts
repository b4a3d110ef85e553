/** A plot's ranges, its ticks and their labels. */
import uPlot from "uplot";
import { decimalsInSight, decimalsOfStep, formatNumber } from "../data/number";
import { formatTick, roundStep, ticksOf } from "../data/time";
import { Held } from "../held";
import type { Colours } from "./colours";
import { type Drawing, markedOf } from "./drawing";
import { isCandles, middleStep } from "./shape";

const AXIS_GAP_PX = 8; // between the plot and its labels
const DIGIT_PX = 6.6; // of Inter at 11 px, with room for the bold label
const X_LABELS_PX = 120; // least room of a time label with its neighbour, and …
const X_LABELS_NARROW_PX = 66; // … where there is little: 12:41:05 is 53 px wide
const NARROW_PX = 420;
const X_LABEL_HALF_PX = 26;
const NAME_PX = 6.2; // of a letter of a name along x, and …
const NAME_GAP_PX = 14;
const NAME_MAX = 18; // characters; longer names are cut
const Y_LABELS_PX = 44;
const LABEL_CLEAR_PX = 16; // half the last value's label and half a tick's
const SLOTS_MIN = 24; // so that a first few candles aren't blown up
const PAD = 0.06; // of the range, above and below
const PAD_VOLUME = 0.14; // below, where the volume bars stand

const SECOND = 1_000;
const DAY = 86_400 * SECOND;
/** Steps of a time axis: uPlot's own, which lack every second minute and the like. Months of 30 and years of 365 days. */
const TIME_STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * 60 * SECOND),
  ...[1, 2, 3, 4, 6, 8, 12].map((n) => n * 3_600 * SECOND),
  ...[1, 2, 3, 5, 7, 10, 15, 30, 60, 90, 180, 365, 730, 1_825, 3_650].map((n) => n * DAY),
];

type Read = () => Drawing;

export function axesOf(drawing: Read, colours: () => Colours): uPlot.Axis[] {
  const { slots, shape } = drawing();
  const width = new Held(); // so that the plot stands still while labels come and go
  const time = (self: uPlot, splits: number[], _axis: number, _space: number, step: number) =>
    splits.map((split) => (cutOff(self, split, X_LABEL_HALF_PX) ? "" : formatTick(split, step)));
  const plain = (self: uPlot, splits: number[]) =>
    splits.map((split) => {
      const text = formatNumber(split);
      return cutOff(self, split, (text.length * DIGIT_PX) / 2) ? "" : text;
    });
  return [
    {
      stroke: () => colours().faint,
      font: colours().font,
      grid: { show: false },
      ticks: { show: false },
      size: 20,
      gap: 6,
      space: (_self, _axis, _low, _high, width) => roomOf(width),
      ...(slots
        ? {
            splits: (self: uPlot) => slotSplits(self, drawing()),
            values: (_: uPlot, splits: number[]) => slotLabels(splits, drawing()),
          }
        : { ...(shape.x === "time" ? { incrs: TIME_STEPS, values: time } : { values: plain }) }),
    },
    {
      side: 1,
      stroke: () => colours().faint,
      font: colours().font,
      grid: { stroke: () => colours().line, width: 1 },
      ticks: { show: false },
      gap: AXIS_GAP_PX,
      space: Y_LABELS_PX,
      size: (_, labels) => {
        const longest = Math.max(lastText(drawing()).length, ...(labels ?? []).map((label) => label.length));
        return Math.ceil(width.of(longest) * DIGIT_PX) + AXIS_GAP_PX + 8;
      },
      values: (self, splits, _axis, _space, step) => {
        const decimals = decimalsOfStep(step);
        return splits.map((split) => (underLabel(self, split, drawing()) ? "" : formatNumber(split, decimals)));
      },
    },
  ];
}

/** The last value with the decimals its series uses; empty where none is marked. */
export function lastText(drawing: Drawing): string {
  const column = markedOf(drawing);
  const last = column?.at(-1) ?? null;
  return column === null || last === null ? "" : formatNumber(last, drawing.decimals ?? decimalsInSight(column));
}

export function rangeX({ kind, slots, shape }: Drawing, low: number | null, high: number | null): uPlot.Range.MinMax {
  if (slots) {
    const edge = kind === "line" || kind === "area" ? 0 : 0.5; // lines reach from side to side
    const count = Math.max(isCandles(kind) ? SLOTS_MIN : 1, shape.xs.length);
    return count === 1 ? [-0.5, 0.5] : [-edge, count - 1 + edge];
  }
  if (low === null || high === null) return [0, 1];
  if (kind !== "scatter" || shape.x === "time") return low === high ? [low - 1, high + 1] : [low, high];
  const span = high - low || 2;
  return [low - span * PAD, high + span * PAD]; // points aren't cut at the edges
}

export function rangeY(drawing: Drawing, low: number | null, high: number | null): uPlot.Range.MinMax {
  const [least, most] = needed(drawing, low, high);
  const from = Number.isFinite(drawing.low) ? drawing.low : least;
  const to = Number.isFinite(drawing.high) ? drawing.high : most;
  if (from < to) return [from, to];
  return Number.isFinite(drawing.low) ? [from, from + 1] : [to - 1, to]; // all the numbers lie beyond a bound
}

/** The range that shows every number. */
function needed({ kind, shape, stack }: Drawing, low: number | null, high: number | null): [number, number] {
  if (low === null || high === null) return [0, 1];
  if (kind === "bar" || stack) {
    if (low === 0 && high === 0) return [0, 1];
    const span = Math.max(high, 0) - Math.min(low, 0);
    return [low < 0 ? low - span * PAD : 0, high > 0 ? high + span * PAD : 0]; // their length is what counts
  }
  const span = high - low || Math.abs(high) * 0.01 || 1; // a flat line lies in the middle
  const volume = isCandles(kind) && (shape.series[4]?.ys.some((amount) => (amount ?? 0) > 0) ?? false);
  return [low - span * (volume ? PAD_VOLUME : PAD), high + span * PAD];
}

const roomOf = (width: number): number => (width < NARROW_PX ? X_LABELS_NARROW_PX : X_LABELS_PX);

/** Whether the last value's label would cover this tick's. */
function underLabel(plot: uPlot, split: number, drawing: Drawing): boolean {
  const last = markedOf(drawing)?.at(-1) ?? null;
  const { min, max } = plot.scales.y ?? {};
  if (last === null || typeof min !== "number" || typeof max !== "number" || min === max) return false;
  const height = plot.bbox.height / uPlot.pxRatio || plot.height;
  return (Math.abs(split - last) / (max - min)) * height < LABEL_CLEAR_PX;
}

/** Whether a label centred on this tick would reach over the plot's left edge. */
function cutOff(plot: uPlot, split: number, half: number): boolean {
  const { min, max } = plot.scales.x ?? {};
  if (typeof min !== "number" || typeof max !== "number" || min === max) return false;
  return ((split - min) / (max - min)) * (plot.bbox.width / uPlot.pxRatio) < half;
}

const cut = (name: string): string => (name.length > NAME_MAX ? `${name.slice(0, NAME_MAX - 1)}…` : name);

/** The slots that get a label: names as many as there is room for, times at round ones. */
function slotSplits(plot: uPlot, drawing: Drawing): number[] {
  const { shape, kind } = drawing;
  const count = shape.xs.length;
  const slot = plot.bbox.width / uPlot.pxRatio / Math.max(isCandles(kind) ? SLOTS_MIN : 1, count);
  if (shape.x === "text") {
    const longest = shape.labels.reduce((most, label) => Math.max(most, cut(label).length), 0);
    const every = Math.max(1, Math.ceil((longest * NAME_PX + NAME_GAP_PX) / Math.max(1, slot)));
    return Array.from({ length: Math.ceil(count / every) }, (_, index) => index * every);
  }
  const room = shape.x === "time" ? roomOf(plot.bbox.width / uPlot.pxRatio) : X_LABELS_NARROW_PX;
  const apart = Math.max(1, Math.ceil(room / Math.max(1, slot)));
  const first = Math.ceil(X_LABEL_HALF_PX / Math.max(1, slot)) - 1;
  const timed = shape.x === "time";
  const round = timed ? roundStep(middleStep(shape.xs) * apart) : apart;
  const xs = timed ? shape.xs : shape.xs.map((_, index) => index);
  return ticksOf(xs, round, Math.max(0, first), Math.ceil(apart / 2));
}

function slotLabels(splits: readonly number[], { shape }: Drawing): string[] {
  const { x, xs, labels } = shape;
  if (x === "text") return splits.map((split) => cut(labels[split] ?? ""));
  if (x !== "time") return splits.map((split) => formatNumber(xs[split] ?? Number.NaN));
  const shown = splits.map((split) => xs[split] as number);
  const step = middleStep(shown.length > 1 ? shown : xs);
  return shown.map((ms) => formatTick(ms, step));
}
