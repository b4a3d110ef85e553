/** SVG drawings of the page as images: each with the styles it has from the page, since an image has none of its own. */

import type { Pace } from "./pace";

const DRAWINGS_MAX = 200; // of one picture; further ones are left out
const READY_MS = 1_000; // what a busy page hasn't decoded by then is left out
const STYLES = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-opacity",
  "stroke-linecap",
  "stroke-linejoin",
  "stroke-dasharray",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
  "dominant-baseline",
  "display",
] as const;

export type Drawings = ReadonlyMap<Element, HTMLImageElement>;

/** Those that lie in the area. Equal ones, such as icons, share an image. */
export async function drawingsIn(widgets: readonly HTMLElement[], area: DOMRect, pace: Pace): Promise<Drawings> {
  const found = new Map<Element, HTMLImageElement>();
  const byText = new Map<string, HTMLImageElement>();
  for (const widget of widgets) {
    for (const drawing of widget.querySelectorAll("svg")) {
      if (found.size >= DRAWINGS_MAX) break;
      const { width, height, top } = drawing.getBoundingClientRect();
      if (width === 0 || height === 0 || top > area.bottom) continue;
      await pace.step();
      const text = standalone(drawing, width, height);
      const image = byText.get(text) ?? new Image(Math.ceil(width), Math.ceil(height));
      if (!byText.has(text)) {
        image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
        byText.set(text, image);
      }
      found.set(drawing, image);
    }
  }
  const ready = Promise.allSettled([...byText.values()].map((image) => image.decode()));
  await Promise.race([ready, new Promise((resolve) => setTimeout(resolve, READY_MS))]);
  return found;
}

function standalone(drawing: SVGSVGElement, width: number, height: number): string {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const originals = [drawing, ...drawing.querySelectorAll("*")];
  const copies = [copy, ...copy.querySelectorAll("*")];
  originals.forEach((original, index) => {
    const style = getComputedStyle(original);
    const element = copies[index] as Element;
    for (const name of STYLES) element.setAttribute(name, style.getPropertyValue(name));
    element.removeAttribute("class");
    element.removeAttribute("style");
  });
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  copy.setAttribute("opacity", "1"); // the painter's
  return new XMLSerializer().serializeToString(copy);
}
