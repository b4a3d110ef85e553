/**
 * How a drag is drawn: the widget follows the pointer as a layer that is moved, so that with a move nothing is laid out or
 * painted. Gridstack would do so by `left` and `top`.
 */
import { DDDraggable, GridStack, type GridStackNode, Utils } from "gridstack";

type Point = { clientX: number; clientY: number };

/** What of the library's own is used here. */
interface Dragged {
  helper?: HTMLElement;
  /** From the pointer to the corner of the widget. */
  dragOffset: { offsetX: number; offsetTop: number };
  /** How far what it is placed from has been scrolled since. */
  _cbDrift: { dx: number; dy: number };
  _dragFollow(at: Point): void;
  _checkDropTarget(at: Point): void;
  dragging?: boolean;
  _mouseMove(event: MouseEvent): unknown;
  _mouseUp(event: MouseEvent): void;
}

const dragged = DDDraggable.prototype as unknown as Dragged;
const findTarget = dragged._checkDropTarget;
const move = dragged._mouseMove;

// Where the button was let go of outside, and nobody told this page: else it would be dragged on, and scrolled, for ever.
dragged._mouseMove = function (event) {
  if (this.dragging && event.isTrusted && event.buttons === 0) return this._mouseUp(event);
  return move.call(this, event);
};

dragged._dragFollow = function ({ clientX, clientY }) {
  if (!this.helper) return;
  const { style } = this.helper;
  const { offsetX, offsetTop } = this.dragOffset;
  const { dx, dy } = this._cbDrift;
  style.left = style.top = "0";
  // Whole pixels: between two of them its text would be painted anew.
  style.transform = `translate(${Math.round(clientX + offsetX - dx)}px, ${Math.round(clientY + offsetTop - dy)}px)`;
};

dragged._checkDropTarget = function (at) {
  findTarget.call(this, at);
  this._dragFollow(at); // a grid that it has come into or left takes the transform away
};

// Nothing here is scaled, and what is fixed in a container is placed from its `.still`. To find that out the library would
// put an element into the page with each step of a scroll, for which all is laid out anew.
Utils.getValuesFromTransformedElement = (parent) => {
  const around = parent.closest(".still")?.getBoundingClientRect();
  return { xScale: 1, yScale: 1, xOffset: around?.left ?? 0, yOffset: around?.top ?? 0 };
};

// The library also writes variables for print on each item, and asks nothing of what hasn't changed. The first would give
// all that stands in an item new styles with each step, and nobody prints the canvas.
interface Placing {
  placeholder?: HTMLElement;
  _writePosAttr(item: HTMLElement, node: GridStackNode & { _moving?: boolean; _resizing?: boolean }): Placing;
  _sortDom(): Placing;
}
const placing = GridStack.prototype as unknown as Placing;

placing._writePosAttr = function (item, node) {
  const { x = 0, y = 0, w = 1, h = 1 } = node;
  // What is dragged or resized follows the pointer; its placeholder stands where it would.
  if ((!node._moving && !node._resizing) || item === this.placeholder) {
    set(item.style, "top", y, "--gs-cell-height");
    set(item.style, "left", x, "--gs-column-width");
    set(item.style, "width", w, "--gs-column-width");
    set(item.style, "height", h, "--gs-cell-height");
  }
  for (const [name, value] of Object.entries({ "gs-x": x, "gs-y": y, "gs-w": w, "gs-h": h }))
    if (item.getAttribute(name) !== `${value}`) item.setAttribute(name, `${value}`);
  return this;
};

// The drawing keeps the items in reading order, and moves those few that have changed it. The library would take out all.
placing._sortDom = function () {
  return this;
};

function set(style: CSSStyleDeclaration, side: "top" | "left" | "width" | "height", count: number, unit: string): void {
  const value = `calc(${count} * var(${unit}))`;
  if (style[side] !== value) style[side] = value;
}
