/** What uPlot doesn't draw by itself: bars, candles with their volume, and the last value's line and label. */
import uPlot from "uplot";
import type { Colours } from "./colours";
import type { Drawing } from "./drawing";
import type { Column } from "./shape";

const BODY = 0.6; // of a candle's slot
const BODY_MAX_PX = 24;
const ROUND_FROM_PX = 4; // a body so wide has rounded corners; on less they can't be seen, and cost time
const BAR = 0.76; // of a slot, for all its bars together
const BAR_MAX_PX = 56;
const VOLUME_PX = 26; // the tallest volume bar
const VOLUME_ALPHA = 0.14;
const LABEL_PX = 18; // height of the last value's label

/** Bars of a slot side by side, or on top of one another. */
export function drawBars(plot: uPlot, drawing: Drawing, colours: Colours): void {
  const { ctx } = plot;
  const { series, xs } = drawing.shape;
  const { width, left } = barsOf(plot, drawing);
  const zero = yOf(plot, 0);
  within(plot, () => {
    series.forEach(({ colour, ys }, place) => {
      const tops = drawing.stack?.tops[place] ?? ys;
      const bases = drawing.stack?.bases[place];
      ctx.fillStyle = colours.series[colour % colours.series.length] as string;
      for (let point = 0; point < xs.length; point++) {
        const top = tops[point];
        if (top === null || top === undefined) continue;
        const end = yOf(plot, top);
        const start = bases ? yOf(plot, bases[point] as number) : zero;
        const height = Math.max(1, Math.round(Math.abs(start - end)));
        ctx.fillRect(left(point, place), Math.round(Math.min(start, end)), Math.max(1, Math.floor(width)), height);
      }
    });
  });
}

/** In canvas pixels: how wide one bar is and where it stands. */
export function barsOf(plot: uPlot, { shape, stack }: Drawing) {
  const side = stack ? 1 : Math.max(1, shape.series.length);
  const all = Math.min(slotOf(plot) * BAR, BAR_MAX_PX * side * uPlot.pxRatio);
  const width = all / side;
  const gap = width > 6 * uPlot.pxRatio && side > 1 ? uPlot.pxRatio : 0;
  return {
    width: width - gap,
    left: (point: number, place: number) =>
      Math.round(plot.valToPos(point, "x", true) - all / 2 + (stack ? 0 : place * width)),
  };
}

/** At x = 0, 1, 2 …, as bodies with wicks or as bars with ticks; nothing is thinner than one pixel. */
export function drawCandles(plot: uPlot, { kind, shape }: Drawing, colours: Colours): void {
  const count = shape.xs.length;
  if (count === 0) return;
  const { ctx, bbox } = plot;
  const ratio = uPlot.pxRatio;
  const [opens, highs, lows, closes, volumes] = shape.series.map(({ ys }) => ys) as [
    Column,
    Column,
    Column,
    Column,
    Column,
  ];
  const body = Math.max(1, Math.round(Math.min(slotOf(plot) * BODY, BODY_MAX_PX * ratio)));
  const wick = Math.max(1, Math.round(kind === "ohlc" && body > 5 * ratio ? 1.5 * ratio : ratio));
  const most = volumes.reduce((high: number, volume) => Math.max(high, volume ?? 0), 0);
  within(plot, () => {
    for (let index = 0; index < count; index++) {
      const open = opens[index] as number;
      const close = closes[index] as number;
      const left = Math.round(plot.valToPos(index, "x", true) - body / 2);
      ctx.fillStyle = close >= open ? colours.up : colours.down;
      if (most > 0) {
        const height = ((volumes[index] as number) / most) * VOLUME_PX * ratio;
        ctx.globalAlpha = VOLUME_ALPHA;
        ctx.fillRect(left, bbox.top + bbox.height - height, body, height);
        ctx.globalAlpha = 1;
      }
      const high = Math.round(yOf(plot, highs[index] as number));
      const low = Math.round(yOf(plot, lows[index] as number));
      const stem = left + Math.floor((body - wick) / 2);
      ctx.fillRect(stem, high, wick, Math.max(1, low - high));
      if (kind === "ohlc") {
        ctx.fillRect(left, Math.round(yOf(plot, open) - wick / 2), stem - left, wick);
        ctx.fillRect(stem + wick, Math.round(yOf(plot, close) - wick / 2), left + body - stem - wick, wick);
        continue;
      }
      const top = Math.round(Math.min(yOf(plot, open), yOf(plot, close)));
      const height = Math.max(wick, Math.round(Math.max(yOf(plot, open), yOf(plot, close))) - top);
      if (body < ROUND_FROM_PX * ratio) {
        ctx.fillRect(left, top, body, height);
        continue;
      }
      ctx.beginPath();
      ctx.roundRect(left, top, body, height, Math.min(ratio, body / 2, height / 2));
      ctx.fill();
    }
  });
}

/** A dashed line at the last value and its label on the axis. */
export function drawLast(plot: uPlot, value: number, text: string, colour: string, colours: Colours): void {
  const { ctx, bbox } = plot;
  const ratio = uPlot.pxRatio;
  const y = Math.round(yOf(plot, value));
  if (!Number.isFinite(y) || y < bbox.top || y > bbox.top + bbox.height) return;
  const right = bbox.left + bbox.width;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = Math.max(1, Math.round(ratio));
  ctx.setLineDash([2 * ratio, 3 * ratio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y + 0.5);
  ctx.lineTo(right, y + 0.5);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.font = colours.strong.replace("11px", `${11 * ratio}px`);
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  const width = ctx.measureText(text).width + 12 * ratio;
  ctx.fillStyle = colour;
  ctx.beginPath();
  ctx.roundRect(right + 2 * ratio, y - (LABEL_PX * ratio) / 2, width, LABEL_PX * ratio, 4 * ratio);
  ctx.fill();
  ctx.fillStyle = colours.inverse;
  ctx.fillText(text, right + 8 * ratio, y + 0.5);
  ctx.restore();
}

const yOf = (plot: uPlot, value: number): number => plot.valToPos(value, "y", true);

/** Canvas pixels from one point to the next. */
const slotOf = (plot: uPlot): number => Math.abs(plot.valToPos(1, "x", true) - plot.valToPos(0, "x", true));

/** Draw inside the plot's edges only. */
function within(plot: uPlot, run: () => void): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  run();
  ctx.restore();
}
