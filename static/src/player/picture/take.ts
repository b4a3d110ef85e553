/**
 * A small picture of the canvas, for lists of apps. Nothing outside can be loaded here, fonts included, so the page is
 * not serialised but painted again: every box, line of text, drawing and chart at the place the browser gave it.
 */
import { drawingsIn } from "./drawings";
import { Pace } from "./pace";
import { Painter } from "./paint";

const WIDTH_PX = 640; // the server's bounds: twice what a card of the start page shows
const HEIGHT_PX = 400;
const BYTES_MAX = 60 * 1024;
const TRIES: readonly { quality: number; width: number }[] = [
  { quality: 0.8, width: WIDTH_PX },
  { quality: 0.5, width: WIDTH_PX },
  { quality: 0.5, width: WIDTH_PX / 2 }, // browsers without WebP write PNG, which knows no quality
];

/**
 * The upper part of the canvas as WebP or PNG. Rejects when the signal says so, where there is no canvas, and when what
 * is on it can't be made small.
 */
export async function takePicture(page: Document, signal: AbortSignal): Promise<ArrayBuffer> {
  const pace = new Pace(signal);
  await pace.step();
  const canvas = page.querySelector<HTMLElement>(".canvas");
  if (!canvas) throw new Error("The canvas is not shown.");
  const box = canvas.getBoundingClientRect();
  if (box.width === 0) throw new Error("The canvas has no size.");
  const area = new DOMRect(box.x, box.y, box.width, (box.width * HEIGHT_PX) / WIDTH_PX);
  const shown = [...canvas.querySelectorAll<HTMLElement>("[data-widget]")].filter(
    (widget) =>
      widget.getBoundingClientRect().top < area.bottom &&
      !widget.closest("[data-hidden]") &&
      !widget.parentElement?.closest("[data-widget]"),
  );
  const drawings = await drawingsIn(shown, area, pace);
  const surface = surfaceOf(WIDTH_PX);
  const painter = new Painter(surface.context, area, WIDTH_PX / area.width, drawings);
  painter.ground(getComputedStyle(canvas).backgroundColor);
  for (const widget of shown) {
    await pace.step();
    painter.paint(widget);
  }
  await pace.step();
  return await encoded(surface.canvas);
}

function surfaceOf(width: number): { canvas: HTMLCanvasElement; context: CanvasRenderingContext2D } {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = Math.round((width * HEIGHT_PX) / WIDTH_PX);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("The browser gives no canvas to paint on.");
  return { canvas, context };
}

async function encoded(painted: HTMLCanvasElement): Promise<ArrayBuffer> {
  for (const { quality, width } of TRIES) {
    let canvas = painted;
    if (width !== painted.width) {
      const smaller = surfaceOf(width);
      smaller.context.drawImage(painted, 0, 0, smaller.canvas.width, smaller.canvas.height);
      canvas = smaller.canvas;
    }
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/webp", quality));
    if (blob && blob.size <= BYTES_MAX) return blob.arrayBuffer();
  }
  throw new Error("The picture would be too large.");
}
