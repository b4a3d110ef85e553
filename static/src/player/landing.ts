/** A widget dragged from the studio's palette: shows where on which grid it would land, and tells where it was dropped. */
import { COLUMNS } from "../arrange/groups";
import type { Spot } from "../bridge";
import type { WidgetType } from "../document";
import { definitionOf } from "../widgets/registry";
import { type Grids, parentOf } from "./grids";
import { GAP_PX, ROW_PX } from "./layout";
import type { CanvasMessage, Player } from "./player";

const GRIP_PX = 20; // it hangs on the pointer by the middle of its top, a little below the edge
const EDGE_PX = 32; // this near to the top or bottom the canvas scrolls
const SCROLL_PX = 16; // so far with each move

export class Landing {
  private readonly shadow = document.createElement("div");

  constructor(
    private readonly player: Player,
    private readonly grids: Grids,
    private readonly box: HTMLElement,
  ) {
    this.shadow.className = "landing";
  }

  take(message: Extract<CanvasMessage, { type: "insert" | "insert_end" }>): void {
    if (message.type === "insert_end") {
      this.clear();
      return;
    }
    const { widget, x, y, phase } = message;
    const grid = this.gridAt(x, y, widget);
    if (!grid) return;
    const spot = spotOn(grid, widget, x, y);
    if (phase === "drop") {
      this.clear();
      this.player.tell({ type: "inserted", widget, spot, page: this.player.store.page.peek() });
    } else {
      this.show(grid, widget, spot);
      this.scroll(y);
    }
  }

  clear(): void {
    this.shadow.remove();
    delete this.box.dataset.lines;
  }

  private show(grid: HTMLElement, widget: WidgetType, { x, y, w, h }: Spot): void {
    const { style } = this.shadow;
    style.left = `calc(${(100 * x) / COLUMNS}% + ${GAP_PX / 2}px)`;
    style.width = `calc(${(100 * w) / COLUMNS}% - ${GAP_PX}px)`;
    style.top = `${y * (ROW_PX + GAP_PX) + GAP_PX / 2}px`;
    style.height = `${h * (ROW_PX + GAP_PX) - GAP_PX}px`;
    this.shadow.textContent = definitionOf(widget).label;
    if (this.shadow.parentElement !== grid) grid.append(this.shadow);
    this.box.dataset.lines = "";
  }

  /** The innermost grid there that may hold it; beside all of them, the page's. */
  private gridAt(x: number, y: number, widget: WidgetType): HTMLElement | null {
    let at = document.elementFromPoint(x, y)?.closest<HTMLElement>(".grid-stack");
    while (at && this.box.contains(at)) {
      if (this.grids.takes(at, widget)) return at;
      at = at.parentElement?.closest<HTMLElement>(".grid-stack");
    }
    return this.box.querySelector<HTMLElement>(":scope > .grid-stack");
  }

  private scroll(y: number): void {
    const view = this.box.closest(".scroll");
    if (!view) return;
    const { top, bottom } = view.getBoundingClientRect();
    if (y < top + EDGE_PX) view.scrollBy(0, -SCROLL_PX);
    else if (y > bottom - EDGE_PX) view.scrollBy(0, SCROLL_PX);
  }
}

function spotOn(grid: HTMLElement, widget: WidgetType, x: number, y: number): Spot {
  const { w: width, h } = definitionOf(widget).size;
  const w = Math.min(width, COLUMNS);
  const box = grid.getBoundingClientRect();
  const column = Math.round((x - box.left) / (box.width / COLUMNS) - w / 2);
  const row = Math.round((y - GRIP_PX - box.top) / (ROW_PX + GAP_PX));
  return { parent: parentOf(grid), x: Math.min(Math.max(column, 0), COLUMNS - w), y: Math.max(row, 0), w, h };
}
