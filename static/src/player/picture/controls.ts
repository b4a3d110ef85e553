/** What a browser draws by itself: fields with what was entered, ticks, sliders, frames. */
import { line, pen } from "./text";

const FAINT = 0.6; // a placeholder beside a value

/** Returns whether the element is one of these; its children are then of no interest. */
export function paintControl(
  context: CanvasRenderingContext2D,
  element: Element,
  box: DOMRect,
  style: CSSStyleDeclaration,
): boolean {
  if (element instanceof HTMLInputElement) {
    if (element.type === "checkbox" || element.type === "radio") tick(context, element, box, style);
    else if (element.type === "range") slide(context, element, box, style);
    else write(context, element.value, element.placeholder, box, style);
  } else if (element instanceof HTMLTextAreaElement) {
    write(context, element.value, element.placeholder, box, style);
  } else if (element instanceof HTMLSelectElement) {
    write(context, element.selectedOptions[0]?.text ?? "", "", box, style);
  } else if (element instanceof HTMLIFrameElement) {
    context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--sunken");
    context.fillRect(box.x, box.y, box.width, box.height);
  } else return false;
  return true;
}

function write(
  context: CanvasRenderingContext2D,
  value: string,
  placeholder: string,
  box: DOMRect,
  style: CSSStyleDeclaration,
): void {
  pen(context, style);
  if (value === "") context.globalAlpha *= FAINT;
  const [first = ""] = (value || placeholder).split("\n");
  const left = Number.parseFloat(style.paddingLeft) + Number.parseFloat(style.borderLeftWidth);
  const height = Math.min(box.height, 2 * Number.parseFloat(style.fontSize) + 4); // of a text area, the first line
  const width = Math.min(box.width - 2 * left, context.measureText(first).width);
  line(context, first, new DOMRect(box.x + left, box.y, width, height), style);
}

function tick(
  context: CanvasRenderingContext2D,
  { checked, type }: HTMLInputElement,
  box: DOMRect,
  style: CSSStyleDeclaration,
): void {
  const colour = accent(style);
  context.beginPath();
  context.roundRect(box.x + 1, box.y + 1, box.width - 2, box.height - 2, type === "radio" ? box.height / 2 : 3);
  context.lineWidth = 1;
  context.strokeStyle = checked ? colour : style.color;
  context.stroke();
  if (!checked) return;
  context.fillStyle = colour;
  context.fill();
}

function slide(
  context: CanvasRenderingContext2D,
  { value, min, max }: HTMLInputElement,
  box: DOMRect,
  style: CSSStyleDeclaration,
): void {
  const [from, to] = [Number(min || 0), Number(max || 100)];
  const share = to > from ? Math.min(1, Math.max(0, (Number(value) - from) / (to - from))) : 0;
  const middle = box.y + box.height / 2;
  const knob = box.x + 8 + share * (box.width - 16);
  context.lineWidth = 4;
  for (const [colour, alpha, end] of [
    [style.color, 0.2, box.right],
    [accent(style), 1, knob],
  ] as const) {
    context.save();
    context.globalAlpha *= alpha;
    context.strokeStyle = colour;
    context.beginPath();
    context.moveTo(box.x, middle);
    context.lineTo(end, middle);
    context.stroke();
    context.restore();
  }
  context.fillStyle = accent(style);
  context.beginPath();
  context.arc(knob, middle, 7, 0, 2 * Math.PI);
  context.fill();
}

const accent = ({ accentColor, color }: CSSStyleDeclaration): string => (accentColor === "auto" ? color : accentColor);
