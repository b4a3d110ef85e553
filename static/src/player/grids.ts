/**
 * The grids of the canvas, each a gridstack: the page's and those of containers. The document leads: after each drawing
 * they are brought in line with it. What a person drags or resizes is told as places, all of one gesture together.
 */
import { GridStack, type GridStackNode } from "gridstack";
import type { Place } from "../bridge";
import type { Parent, Widget } from "../document";
import { definitionOf } from "../widgets/registry";
import { COLUMNS, GAP_PX, ROW_PX } from "./layout";
import { containersOf, DEPTH_MAX, depthOf } from "./places";
import type { Player } from "./player";

type Item = HTMLElement & { gridstackNode?: GridStackNode };

export class Grids {
  private readonly stacks = new Map<HTMLElement, GridStack>(); // bound: one for each tab, container and modal drawn
  private readonly moved = new Map<string, Place>(); // bound: the document's widgets
  private root: HTMLElement | null = null;
  private late = false; // something was drawn while a person was dragging
  private home: { parent: ParentNode; next: Node | null } | null = null;

  constructor(private readonly player: Player) {}

  /** Brings the grids below `root` in line with the document, without telling it back. */
  sync(root: HTMLElement): void {
    this.root = root;
    this.late = this.busy; // a gesture ends on the grids it began with
    if (this.late) return;
    // From the inside out: a grid that goes asks the one it stands in.
    for (const [element, stack] of [...this.stacks].reverse()) {
      if (element.isConnected) continue;
      this.stacks.delete(element);
      stack.destroy(false);
    }
    // In the order of the document: what a grid stands in is made before it.
    for (const element of root.querySelectorAll<HTMLElement>(".grid-stack")) {
      const stack = this.stacks.get(element) ?? this.open(element);
      if (!stack) continue;
      stack.batchUpdate();
      for (const { el } of [...stack.engine.nodes]) {
        if (el && (el.parentElement !== element || !this.standsIn(el, element))) stack.removeWidget(el, false, false);
      }
      for (const item of element.querySelectorAll<Item>(":scope > .grid-stack-item")) {
        const widget = this.standsIn(item, element);
        if (widget) put(stack, item, widget);
      }
      stack.batchUpdate(false);
    }
  }

  /** Whether something is being dragged or resized. */
  get busy(): boolean {
    return document.querySelector(".canvas :is(.ui-draggable-dragging, .ui-resizable-resizing)") !== null;
  }

  destroy(): void {
    this.root = null;
    // From the inside out.
    for (const stack of [...this.stacks.values()].reverse()) stack.destroy(false);
    this.stacks.clear();
  }

  private open(element: HTMLElement): GridStack | null {
    const stack = GridStack.init(
      {
        column: COLUMNS,
        cellHeight: ROW_PX + GAP_PX,
        margin: GAP_PX / 2,
        mode: "float", // widgets stay where they were put, as on the viewer's page
        animate: false,
        auto: false,
        acceptWidgets: (item) => this.accepts(element, item as HTMLElement),
        resizable: { handles: "e,se,s,sw,w" },
        alwaysShowResizeHandle: true, // the sheet says when
      },
      element,
    );
    if (!stack) return null;
    this.stacks.set(element, stack);
    stack.on("change", (_: Event, nodes: GridStackNode[]) => {
      // The outermost grid is told of all.
      for (const node of nodes) {
        const grid = node.el?.parentElement;
        if (node.el && grid && this.standsIn(node.el, grid)) this.told(grid, node);
      }
    });
    stack.on("dragstart resizestart", (_: Event, item: HTMLElement) => {
      const { name } = item.dataset;
      if (item.parentNode) this.home = { parent: item.parentNode, next: item.nextSibling };
      if (name && !this.player.store.selected.peek().includes(name))
        this.player.tell({ type: "select", names: [name] });
    });
    stack.on("dragstop resizestop", () => {
      queueMicrotask(() => {
        if (this.late && this.root) this.sync(this.root);
      });
    });
    stack.on("dropped", (_: Event, _from: GridStackNode | undefined, node: GridStackNode) => {
      const { el } = node;
      if (!el) return;
      this.told(element, node);
      // The drawing owns the elements: this one goes back to where it was drawn, and is drawn anew where it stands now.
      stack.removeWidget(el, false, false);
      const { parent, next } = this.home ?? { parent: element, next: null };
      parent.insertBefore(el, next?.parentNode === parent ? next : null);
    });
    return stack;
  }

  /** The widget of an item, if the document says that it stands in this grid. */
  private standsIn(item: HTMLElement, grid: HTMLElement): Widget | null {
    const widget = this.widgets().find(({ name }) => name === item.dataset.name);
    if (!widget) return null;
    const parent = parentOf(grid);
    const same =
      widget.parent?.widget === parent?.widget && (!grid.dataset.slot || widget.parent?.slot === parent?.slot);
    return same ? widget : null;
  }

  /** No deeper than a document may be. What is dragged is never under itself: the pointer passes through it. */
  private accepts(grid: HTMLElement, item: HTMLElement): boolean {
    const { name } = item.dataset;
    if (!name) return false;
    const widgets = this.widgets();
    const { parent } = grid.dataset;
    if (!parent) return true;
    const around = containersOf(widgets, parent).map((holder) => holder.name);
    if (parent === name || around.includes(name)) return false;
    return around.length + 1 + depthOf(widgets, name) <= DEPTH_MAX;
  }

  private told(grid: HTMLElement, { el, x = 0, y = 0, w = 1, h = 1 }: GridStackNode): void {
    const name = el?.dataset.name;
    if (!name) return;
    if (this.moved.size === 0) queueMicrotask(() => this.flush());
    this.moved.set(name, { name, parent: parentOf(grid), x, y, w, h });
  }

  private flush(): void {
    const places = [...this.moved.values()];
    this.moved.clear();
    this.player.tell({ type: "places", places });
  }

  private widgets(): readonly Widget[] {
    return this.player.store.document.peek()?.widgets ?? [];
  }
}

function parentOf({ dataset: { parent, slot = "" } }: HTMLElement): Parent | null {
  return parent ? { widget: parent, slot } : null;
}

function put(stack: GridStack, item: Item, { layout, type }: Widget): void {
  const { gridstackNode: node } = item;
  const { min } = definitionOf(type).size;
  if (!node) {
    stack.makeWidget(item, { ...layout, minW: min.w, minH: min.h });
  } else if (node.x !== layout.x || node.y !== layout.y || node.w !== layout.w || node.h !== layout.h) {
    stack.update(item, { x: layout.x, y: layout.y, w: layout.w, h: layout.h });
  }
}
