/** One uPlot chart: made once, given new data, redrawn for another size or theme. */
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { decimalsOf, decimalsOfStep, formatNumber } from "../data/number";
import { formatTick } from "../data/time";
import { type Colours, readColours } from "./colours";
import { drawCandles, drawLast } from "./draw";
import { type Candles, type Lines, middleStep } from "./shape";

const AXIS_GAP_PX = 8; // between the plot and its labels
const DIGIT_PX = 6.6; // of Inter at 11 px, with room for the bold label
const X_LABELS_PX = 110; // least room of a time label with its neighbour
const Y_LABELS_PX = 44;
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
              ? { values: (_, splits, _axis, _space, step) => splits.map((split) => formatTick(split, step)) }
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
            const last = lastText(values());
            const longest = Math.max(last.length, ...(labels ?? []).map((label) => label.length));
            return Math.ceil(longest * DIGIT_PX) + AXIS_GAP_PX + 8;
          },
          values: (_, splits, _axis, _space, step) => {
            const decimals = decimalsOfStep(step);
            return splits.map((split) => formatNumber(split, decimals));
          },
        },
      ],
      series: [{}, ...seriesOf(first, () => colours)],
      hooks: {
        setCursor: [(self) => onHover(self.cursor.idx ?? null)],
        draw: [
          (self) => {
            const numbers = values();
            const last = numbers.at(-1);
            if (shape.kind === "candlestick") drawCandles(self, shape.candles, colours);
            if (last === undefined || last === null) return;
            if (shape.kind === "candlestick") {
              const rising = last >= (shape.candles.open.at(-1) ?? last);
              drawLast(self, last, lastText(numbers), rising ? colours.up : colours.down, colours);
            } else if (shape.lines.ys.length === 1) {
              drawLast(self, last, lastText(numbers), colours.series[0] as string, colours);
            }
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
  return last === undefined || last === null ? "" : formatNumber(last, decimalsOf(numbers));
}

/** Every n-th candle, such that the labels have room. */
function slotSplits(plot: uPlot, shape: Shape): number[] {
  const count = shape.kind === "candlestick" ? shape.candles.xs.length : 0;
  const slot = plot.bbox.width / (devicePixelRatio || 1) / Math.max(SLOTS_MIN, count);
  const every = Math.max(1, Math.ceil(X_LABELS_PX / Math.max(1, slot)));
  const splits: number[] = [];
  for (let index = every >> 1; index < count; index += every) splits.push(index);
  return splits;
}

function slotLabels(splits: readonly number[], shape: Shape): string[] {
  if (shape.kind !== "candlestick") return [];
  const { xs, timed } = shape.candles;
  if (!timed) return splits.map((split) => formatNumber(xs[split] ?? Number.NaN));
  const shown = splits.map((split) => xs[split] as number);
  const step = shown.length > 1 ? middleStep(shown) : middleStep(xs);
  return shown.map((ms) => formatTick(ms, step));
}
