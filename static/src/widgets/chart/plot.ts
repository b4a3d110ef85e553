/** One uPlot chart: made once, given new data, redrawn for another size or theme. */
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { decimalsInSight, decimalsOfStep, formatNumber } from "../data/number";
import { formatTick, roundStep, ticksOf } from "../data/time";
import { type Colours, readColours } from "./colours";
import { drawCandles, drawLast } from "./draw";
import { type Candles, type Lines, middleStep } from "./shape";

const AXIS_GAP_PX = 8; // between the plot and its labels
const DIGIT_PX = 6.6; // of Inter at 11 px, with room for the bold label
const X_LABELS_PX = 120; // least room of a time label with its neighbour
const X_LABEL_HALF_PX = 26;
const Y_LABELS_PX = 44;
const LABEL_CLEAR_PX = 16; // half the last value's label and half a tick's
const SLOTS_MIN = 24; // so that a first few candles aren't blown up
const PAD = 0.06; // of the range, above and below
const PAD_VOLUME = 0.14; // below, where the volume bars stand

export type Shape = { kind: "line"; lines: Lines } | { kind: "candlestick"; candles: Candles };

export interface Plot {
  set(shape: Shape): void;
  recolour(): void;
  destroy(): void;
}

/** `onHover` is told the index under the pointer, or null. */
export function createPlot(box: HTMLElement, first: Shape, onHover: (index: number | null) => void): Plot {
  let shape = first;
  let colours: Colours = readColours(box);

  const values = (): readonly (number | null)[] =>
    shape.kind === "candlestick" ? shape.candles.close : (shape.lines.ys[0] ?? []);

  const plot = new uPlot(
    {
      width: Math.max(1, box.clientWidth),
      height: Math.max(1, box.clientHeight),
      ms: 1,
      padding: [6, 0, 0, 0],
      legend: { show: false },
      cursor: {
        drag: { x: false, y: false, setScale: false },
        points: { show: first.kind === "line", size: 6, width: 2 },
      },
      scales: {
        x: {
          time: first.kind === "line" && first.lines.timed,
          range: (_, low, high) => rangeX(shape, low, high),
        },
        y: { range: (_, low, high) => rangeY(shape, low, high) },
      },
      axes: [
        {
          stroke: () => colours.faint,
          font: colours.font,
          grid: { show: false },
          ticks: { show: false },
          size: 20,
          gap: 6,
          space: X_LABELS_PX,
          ...(first.kind === "candlestick"
            ? { splits: (self) => slotSplits(self, shape), values: (_, splits) => slotLabels(splits, shape) }
            : first.lines.timed
              ? {
                  values: (self, splits, _axis, _space, step) =>
                    splits.map((split) => (cutOff(self, split) ? "" : formatTick(split, step))),
                }
              : { values: (_, splits) => splits.map((split) => formatNumber(split)) }),
        },
        {
          side: 1,
          stroke: () => colours.faint,
          font: colours.font,
          grid: { stroke: () => colours.line, width: 1 },
          ticks: { show: false },
          gap: AXIS_GAP_PX,
          space: Y_LABELS_PX,
          size: (_, labels) => {
            const last = labelled(shape) === null ? "" : lastText(values());
            const longest = Math.max(last.length, ...(labels ?? []).map((label) => label.length));
            return Math.ceil(longest * DIGIT_PX) + AXIS_GAP_PX + 8;
          },
          values: (self, splits, _axis, _space, step) => {
            const decimals = decimalsOfStep(step);
            return splits.map((split) => (underLabel(self, split, shape) ? "" : formatNumber(split, decimals)));
          },
        },
      ],
      series: [{}, ...seriesOf(first, () => colours)],
      hooks: {
        setCursor: [(self) => onHover(self.cursor.idx ?? null)],
        draw: [
          (self) => {
            if (shape.kind === "candlestick") drawCandles(self, shape.candles, colours);
            const last = labelled(shape);
            if (last === null) return;
            const rising = shape.kind === "candlestick" && last >= (shape.candles.open.at(-1) ?? last);
            const colour =
              shape.kind === "line" ? (colours.series[0] as string) : rising ? colours.upInk : colours.downInk;
            drawLast(self, last, lastText(values()), colour, colours);
          },
        ],
      },
    },
    dataOf(first),
    box,
  );

  const observer = new ResizeObserver(() => {
    const width = box.clientWidth;
    const height = box.clientHeight;
    if (width > 0 && height > 0 && (width !== plot.width || height !== plot.height)) plot.setSize({ width, height });
  });
  observer.observe(box);

  return {
    set(next) {
      shape = next;
      plot.setData(dataOf(next));
      plot.redraw(false, true); // the axis too: the last value's label may have moved over another tick
    },
    recolour() {
      colours = readColours(box);
      plot.redraw(false, true);
    },
    destroy() {
      observer.disconnect();
      plot.destroy();
    },
  };
}

function dataOf(shape: Shape): uPlot.AlignedData {
  if (shape.kind === "line") return [shape.lines.xs, ...shape.lines.ys] as uPlot.AlignedData;
  const { candles } = shape;
  return [candles.xs.map((_, index) => index), candles.high, candles.low];
}

function seriesOf(shape: Shape, colours: () => Colours): uPlot.Series[] {
  if (shape.kind === "candlestick") {
    const hidden: uPlot.Series = { paths: () => null, points: { show: false } }; // only for the range of y
    return [hidden, hidden];
  }
  const single = shape.lines.names.length === 1;
  return shape.lines.names.map((_, index) => {
    const colour = () => colours().series[index % colours().series.length] as string;
    return {
      stroke: colour,
      width: 1.5,
      points: { show: false },
      spanGaps: true,
      ...(single ? { fill: () => `color-mix(in srgb, ${colour()} 12%, transparent)` } : {}),
    };
  });
}

function rangeX(shape: Shape, low: number | null, high: number | null): uPlot.Range.MinMax {
  if (shape.kind === "candlestick") return [-0.5, Math.max(SLOTS_MIN, shape.candles.xs.length) - 0.5];
  if (low === null || high === null) return [0, 1];
  return low === high ? [low - 1, high + 1] : [low, high];
}

function rangeY(shape: Shape, low: number | null, high: number | null): uPlot.Range.MinMax {
  if (low === null || high === null) return [0, 1];
  const span = high - low || Math.abs(high) * 0.01 || 1; // a flat line lies in the middle
  const volume = shape.kind === "candlestick" && shape.candles.volume.some((amount) => amount > 0);
  return [low - span * (volume ? PAD_VOLUME : PAD), high + span * PAD];
}

/** The last value with the decimals its series uses. */
function lastText(numbers: readonly (number | null)[]): string {
  const last = numbers.at(-1);
  return last === undefined || last === null ? "" : formatNumber(last, decimalsInSight(numbers));
}

/** The last value, if it gets a line and a label: of candles, or of a single line. */
function labelled(shape: Shape): number | null {
  if (shape.kind === "candlestick") return shape.candles.close.at(-1) ?? null;
  return shape.lines.ys.length === 1 ? (shape.lines.ys[0]?.at(-1) ?? null) : null;
}

/** Whether the last value's label would cover this tick's. */
function underLabel(plot: uPlot, split: number, shape: Shape): boolean {
  const last = labelled(shape);
  const { min, max } = plot.scales.y ?? {};
  if (last === null || min === undefined || max === undefined || min === max) return false;
  const height = plot.bbox.height / (devicePixelRatio || 1) || plot.height;
  return (Math.abs(split - last) / (max - min)) * height < LABEL_CLEAR_PX;
}

/** Whether a label centred on this tick would reach over the plot's left edge. */
function cutOff(plot: uPlot, split: number): boolean {
  const { min, max } = plot.scales.x ?? {};
  if (min === undefined || max === undefined || min === max) return false;
  return ((split - min) / (max - min)) * (plot.bbox.width / (devicePixelRatio || 1)) < X_LABEL_HALF_PX;
}

/** The candles that get a label: round times, as far apart as labels need. */
function slotSplits(plot: uPlot, shape: Shape): number[] {
  if (shape.kind !== "candlestick") return [];
  const { xs, timed } = shape.candles;
  const slot = plot.bbox.width / (devicePixelRatio || 1) / Math.max(SLOTS_MIN, xs.length);
  const apart = Math.max(1, Math.ceil(X_LABELS_PX / Math.max(1, slot)));
  const first = Math.ceil(X_LABEL_HALF_PX / Math.max(1, slot)) - 1;
  const round = timed ? roundStep(middleStep(xs) * apart) : apart;
  return ticksOf(timed ? xs : xs.map((_, index) => index), round, Math.max(0, first), Math.ceil(apart / 2));
}

function slotLabels(splits: readonly number[], shape: Shape): string[] {
  if (shape.kind !== "candlestick") return [];
  const { xs, timed } = shape.candles;
  if (!timed) return splits.map((split) => formatNumber(xs[split] ?? Number.NaN));
  const shown = splits.map((split) => xs[split] as number);
  const step = middleStep(shown.length > 1 ? shown : xs);
  return shown.map((ms) => formatTick(ms, step));
}
