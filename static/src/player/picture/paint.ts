/** Paints elements as they stand: grounds, borders, text, drawings, charts and pictures. Not painted: gradients, shadows, pseudo-elements. */
import { paintControl } from "./controls";
import type { Drawings } from "./drawings";
import { paintText } from "./text";

const ELEMENTS_MAX = 8_000; // of one picture, some 100 ms; what comes after them is left out
const SKIPPED = ".sel-tag, .ui-resizable-handle, .grid-stack-placeholder, .visually-hidden, dialog:not([open])";

export class Painter {
  private left = ELEMENTS_MAX;

  constructor(
    private readonly context: CanvasRenderingContext2D,
    private readonly area: DOMRect,
    scale: number,
    private readonly drawings: Drawings,
  ) {
    context.scale(scale, scale);
    context.translate(-area.x, -area.y);
  }

  ground(colour: string): void {
    const { x, y, width, height } = this.area;
    this.context.fillStyle = colour;
    this.context.fillRect(x, y, width, height);
  }

  paint(element: Element): void {
    if (this.left-- <= 0 || element.matches(SKIPPED)) return;
    const style = getComputedStyle(element);
    if (style.display === "none" || style.visibility === "hidden" || style.opacity === "0") return;
    const box = element.getBoundingClientRect();
    const hides = style.overflowX !== "visible" || style.overflowY !== "visible";
    if (box.top > this.area.bottom || (hides && (box.width === 0 || box.height === 0))) return;
    const { context } = this;
    context.save();
    context.globalAlpha *= Number(style.opacity);
    this.box(box, style);
    if (hides) {
      outline(context, box, style);
      context.clip();
    }
    this.content(element, box, style);
    context.restore();
  }

  private box(box: DOMRect, style: CSSStyleDeclaration): void {
    const { context } = this;
    if (isSeen(style.backgroundColor)) {
      context.fillStyle = style.backgroundColor;
      outline(context, box, style);
      context.fill();
    }
    const widths = [style.borderTopWidth, style.borderRightWidth, style.borderBottomWidth, style.borderLeftWidth];
    const [top = 0, right = 0, bottom = 0, left = 0] = widths.map(Number.parseFloat);
    if (top > 0 && top === right && top === bottom && top === left) {
      context.strokeStyle = style.borderTopColor;
      context.lineWidth = top;
      const inner = new DOMRect(box.x + top / 2, box.y + top / 2, box.width - top, box.height - top);
      outline(context, inner, style);
      context.stroke();
      return;
    }
    const side = (colour: string, x: number, y: number, width: number, height: number) => {
      if (width <= 0 || height <= 0 || !isSeen(colour)) return;
      context.fillStyle = colour;
      context.fillRect(x, y, width, height);
    };
    side(style.borderTopColor, box.x, box.y, box.width, top);
    side(style.borderBottomColor, box.x, box.bottom - bottom, box.width, bottom);
    side(style.borderLeftColor, box.x, box.y, left, box.height);
    side(style.borderRightColor, box.right - right, box.y, right, box.height);
  }

  private content(element: Element, box: DOMRect, style: CSSStyleDeclaration): void {
    const { context } = this;
    if (element instanceof SVGElement) {
      const drawing = this.drawings.get(element);
      if (drawing?.complete && drawing.naturalWidth > 0)
        context.drawImage(drawing, box.x, box.y, box.width, box.height);
    } else if (element instanceof HTMLCanvasElement) {
      if (element.width > 0 && element.height > 0) context.drawImage(element, box.x, box.y, box.width, box.height);
    } else if (element instanceof HTMLImageElement) {
      if (isOwn(element)) paintImage(context, element, box, style.objectFit);
    } else if (paintControl(context, element, box, style)) {
      return;
    } else {
      for (const child of element.childNodes) {
        if (child instanceof Text) paintText(context, child, style);
        else if (child instanceof Element) this.paint(child);
      }
    }
  }
}

/** The path of a box with its rounded corners. */
function outline(context: CanvasRenderingContext2D, box: DOMRect, style: CSSStyleDeclaration): void {
  const corners = [
    style.borderTopLeftRadius,
    style.borderTopRightRadius,
    style.borderBottomRightRadius,
    style.borderBottomLeftRadius,
  ].map((radius) => {
    const number = Number.parseFloat(radius) || 0;
    return radius.includes("%") ? (number / 100) * box.width : number;
  });
  context.beginPath();
  context.roundRect(box.x, box.y, Math.max(0, box.width), Math.max(0, box.height), corners);
}

const isSeen = (colour: string): boolean => colour !== "transparent" && colour !== "rgba(0, 0, 0, 0)";

/** What was loaded from elsewhere would keep the picture from being read. */
const isOwn = ({ currentSrc, complete, naturalWidth }: HTMLImageElement): boolean =>
  complete && naturalWidth > 0 && /^(data|blob):/.test(currentSrc);

function paintImage(context: CanvasRenderingContext2D, image: HTMLImageElement, box: DOMRect, fit: string): void {
  const { naturalWidth, naturalHeight } = image;
  const scales = [box.width / naturalWidth, box.height / naturalHeight];
  if (fit !== "contain" && fit !== "cover" && fit !== "scale-down") {
    context.drawImage(image, box.x, box.y, box.width, box.height);
    return;
  }
  const scale = fit === "cover" ? Math.max(...scales) : Math.min(...scales, fit === "scale-down" ? 1 : Infinity);
  const [width, height] = [naturalWidth * scale, naturalHeight * scale];
  context.drawImage(image, box.x + (box.width - width) / 2, box.y + (box.height - height) / 2, width, height);
}
