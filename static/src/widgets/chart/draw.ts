/** What uPlot doesn't draw by itself: candles with their volume, and the last value's line and label. */
import type uPlot from "uplot";
import type { Colours } from "./colours";
import type { Candles } from "./shape";

const BODY = 0.6; // of a candle's slot
const BODY_MAX_PX = 24;
const VOLUME_PX = 26; // the tallest volume bar
const VOLUME_ALPHA = 0.14;
const LABEL_PX = 18; // height of the last value's label

/** Candles at x = 0, 1, 2 …; a body or wick is never thinner than one pixel. */
export function drawCandles(plot: uPlot, candles: Candles, colours: Colours): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio || 1;
  const count = candles.xs.length;
  if (count === 0) return;
  const slot = Math.abs(plot.valToPos(1, "x", true) - plot.valToPos(0, "x", true));
  const body = Math.max(1, Math.round(Math.min(slot * BODY, BODY_MAX_PX * ratio)));
  const wick = Math.max(1, Math.round(ratio));
  const most = Math.max(...candles.volume);
  const y = (value: number) => plot.valToPos(value, "y", true);
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (let index = 0; index < count; index++) {
    const open = candles.open[index] as number;
    const close = candles.close[index] as number;
    const middle = plot.valToPos(index, "x", true);
    const left = Math.round(middle - body / 2);
    ctx.fillStyle = close >= open ? colours.up : colours.down;
    if (most > 0) {
      const height = ((candles.volume[index] as number) / most) * VOLUME_PX * ratio;
      ctx.globalAlpha = VOLUME_ALPHA;
      ctx.fillRect(left, bbox.top + bbox.height - height, body, height);
      ctx.globalAlpha = 1;
    }
    const high = Math.round(y(candles.high[index] as number));
    const low = Math.round(y(candles.low[index] as number));
    ctx.fillRect(left + Math.floor((body - wick) / 2), high, wick, Math.max(1, low - high));
    const top = Math.round(Math.min(y(open), y(close)));
    const bottom = Math.round(Math.max(y(open), y(close)));
    const height = Math.max(wick, bottom - top);
    ctx.beginPath();
    ctx.roundRect(left, top, body, height, Math.min(ratio, body / 2, height / 2));
    ctx.fill();
  }
  ctx.restore();
}

/** A dashed line at the last value and its label on the axis. */
export function drawLast(plot: uPlot, value: number, text: string, colour: string, colours: Colours): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio || 1;
  const y = Math.round(plot.valToPos(value, "y", true));
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
