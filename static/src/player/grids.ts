/**
 * The grids of the canvas, each a gridstack: the page's and those of containers. The document leads: after each drawing
 * they are brought in line with it. What a person drags or resizes is told as places, all of one gesture together.
 */
import { GridStack, type GridStackNode } from "gridstack";
import { COLUMNS, sameParent } from "../arrange/groups";
import { settle } from "../arrange/settling";
import type { Place } from "../bridge";
import type { AppDocument, Layout, Parent, Widget, WidgetType } from "../document";
import { definitionOf } from "../widgets/registry";
import { Along } from "./along";
import "./dragging";
import { GAP_PX, ROW_PX } from "./layout";
import { containersOf, DEPTH_MAX, depthOf, isContainerType } from "./places";
import type { Player } from "./player";

type Node = GridStackNode & { _dirty?: boolean };
type Item = HTMLElement & { gridstackNode?: Node };

export class Grids {
  private readonly stacks = new Map<HTMLElement, GridStack>(); // bound: one for each tab, container and modal drawn
  private readonly moved = new Map<string, Place>(); // bound: the document's widgets
  private readonly along = new Along();
  private root: HTMLElement | null = null;
  /** What is dragged or resized. */
  private led: string | null = null;
  /** What it is done with. */
  private pointer: number | null = null;
  private ending = new AbortController();
  private syncing = false;
  private home: { parent: ParentNode; next: ChildNode | null } | null = null;
  private index: { document: AppDocument | null; byName: ReadonlyMap<string, Widget> } = {
    document: null,
    byName: new Map(),
  };

  constructor(private readonly player: Player) {}

  /** Brings the grids below `root` in line with the document, without telling it back. */
  sync(root: HTMLElement): void {
    this.root = root;
    if (this.led !== null) return; // a gesture ends on the grids it began with, and then comes here
    this.syncing = true;
    // From the inside out: a grid that goes asks the one it stands in.
    for (const [element, stack] of [...this.stacks].reverse()) {
      if (element.isConnected) continue;
      this.stacks.delete(element);
      stack.destroy(false);
    }
    // In the order of the document: what a grid stands in is made before it.
    for (const element of root.querySelectorAll<HTMLElement>(".grid-stack")) {
      const stack = this.stacks.get(element) ?? this.open(element);
      if (stack) this.align(stack, element);
    }
    this.syncing = false;
  }

  /** A pointer goes down; a gesture may come of it. */
  press(pointer: number): void {
    this.pointer = pointer;
  }

  /** Whether something is being dragged or resized. */
  get busy(): boolean {
    return this.led !== null;
  }

  destroy(): void {
    this.root = this.led = null;
    this.ending.abort();
    this.along.clear();
    this.player.drag(false);
    // From the inside out.
    for (const stack of [...this.stacks.values()].reverse()) stack.destroy(false);
    this.stacks.clear();
  }

  /** Whether a new widget may stand in this grid. */
  takes(grid: HTMLElement, type: WidgetType): boolean {
    const { parent } = grid.dataset;
    if (!parent) return true;
    return containersOf(this.widgets(), parent).length + 1 + (isContainerType(type) ? 1 : 0) <= DEPTH_MAX;
  }

  private align(stack: GridStack, element: HTMLElement): void {
    const items = [...element.querySelectorAll<Item>(":scope > .grid-stack-item")];
    const gone = stack.engine.nodes.filter(
      ({ el }) => el && (el.parentElement !== element || !this.standsIn(el, element)),
    );
    const fresh = items.filter((item) => !item.gridstackNode && this.standsIn(item, element));
    const changed = items.some((item) => differs(item.gridstackNode, this.standsIn(item, element)?.layout));
    if (gone.length === 0 && fresh.length === 0 && !changed) return;
    stack.batchUpdate();
    for (const { el } of gone) if (el) stack.removeWidget(el, false, false);
    for (const item of fresh) {
      const widget = this.standsIn(item, element);
      if (!widget) continue;
      const { min } = definitionOf(widget.type).size;
      stack.makeWidget(item, { ...widget.layout, minW: min.w, minH: min.h });
    }
    // Exactly so, as viewers see it: here nothing makes room for anything, that has been done with the edit.
    for (const item of items) {
      const { gridstackNode: node } = item;
      const layout = this.standsIn(item, element)?.layout;
      if (node && layout && differs(node, layout)) Object.assign(node, layout, { _dirty: true });
    }
    stack.engine.batchUpdate(false, false); // without packing them
    stack.batchUpdate(false);
  }

  private open(element: HTMLElement): GridStack | null {
    const stack = GridStack.init(
      {
        column: COLUMNS,
        cellHeight: ROW_PX + GAP_PX,
        margin: GAP_PX / 2,
        // The page's grid would else ask for its computed height with each step of a drag.
        minRow: element.dataset.parent ? 0 : 1,
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
      if (this.syncing) return;
      // The outermost grid is told of all.
      for (const node of nodes) {
        const grid = node.el?.parentElement;
        if (node.el && grid && this.standsIn(node.el, grid)) this.told(grid, node);
      }
    });
    stack.on("dragstart resizestart", (event: Event, item: HTMLElement) => this.begin(event, item));
    stack.on("dragstop resizestop", () => queueMicrotask(() => this.end()));
    stack.on("dropped", (_: Event, _from: GridStackNode | undefined, node: GridStackNode) => {
      const { el } = node;
      if (!el) return;
      this.told(element, node);
      // The drawing owns the elements: this one goes back to where it was drawn, and is drawn anew where it stands now.
      stack.removeWidget(el, false, false);
      const { parent, next } = this.home ?? { parent: element, next: null };
      parent.insertBefore(el, next?.parentNode === parent ? next : null);
      queueMicrotask(() => this.end());
    });
    return stack;
  }

  /** A gesture: the innermost grid says so first, those around it after it. */
  private begin(event: Event, item: HTMLElement): void {
    const { name } = item.dataset;
    if (!name || this.led !== null) return;
    this.led = name;
    if (item.parentNode) this.home = { parent: item.parentNode, next: item.nextSibling };
    const { selected } = this.player.store;
    if (!selected.peek().includes(name)) this.player.tell({ type: "select", names: [name] });
    this.spread(true);
    this.player.drag(true);
    this.hold();
    // A drag that another grid refuses ends without a word of any.
    const over = () => setTimeout(() => this.end());
    this.ending.abort();
    this.ending = new AbortController();
    addEventListener("mouseup", over, { capture: true, once: true, signal: this.ending.signal });
    if (event.type !== "dragstart" || !isPoint(event)) return;
    const stack = this.stacks.get(item.parentElement as HTMLElement);
    const find = (one: string) => this.root?.querySelector<HTMLElement>(`[data-name="${CSS.escape(one)}"]`) ?? null;
    // They leave the grid meanwhile: what is dragged mustn't push them.
    for (const one of this.along.start(this.widgets(), selected.peek(), name, event, find))
      stack?.removeWidget(one, false, false);
  }

  /** The pointer has moved during a drag. */
  follow(event: { clientX: number; clientY: number }): void {
    this.along.follow(event);
  }

  /** After all that the gesture's last event has set off. */
  private end(): void {
    const { led } = this;
    if (led === null) return;
    this.led = this.home = null;
    this.ending.abort();
    this.spread(false);
    const places = this.placesAfter(led);
    this.moved.clear();
    if (places.length > 0) {
      const names = this.player.store.selected.peek().filter((name) => places.some((place) => place.name === name));
      this.player.tell({ type: "places", places, names: names.includes(led) ? names : [led] });
    }
    if (this.root) this.sync(this.root);
    this.player.drag(false);
  }

  /** Lines while something is dragged; and a screen more below, so that what is pushed down doesn't have all painted anew. */
  private spread(on: boolean): void {
    const page = this.root?.querySelector<HTMLElement>(".grid-stack");
    if (!this.root || !page) return;
    this.root.style.setProperty("--spread", on ? `${page.offsetHeight + innerHeight}px` : null);
    this.root.toggleAttribute("data-lines", on);
  }

  /** Else nobody here would be told where the pointer goes outside of this frame, and that it was let go of there. */
  private hold(): void {
    if (this.pointer === null) return;
    try {
      this.root?.setPointerCapture(this.pointer);
    } catch {
      // Another finger than the one that drags was the last to come, and is gone.
    }
  }

  private placesAfter(led: string): Place[] {
    const widget = this.byName().get(led);
    if (!widget) return [...this.moved.values()];
    const { parent } = this.moved.get(led) ?? widget;
    const group = this.along.end(this.moved.get(led) ?? widget.layout);
    if (group.size === 0) return [...this.moved.values()];
    for (const [name, layout] of group) this.moved.set(name, { name, parent, ...layout });
    // They stand where they were dragged; all others there make room.
    const here = this.widgets().filter((one) => {
      const place = this.moved.get(one.name);
      return one.page === widget.page && sameParent(place ? place.parent : one.parent, parent);
    });
    const standing = here.map(({ name, layout }) => ({ name, layout: layoutOf(this.moved.get(name)) ?? layout }));
    for (const [name, layout] of settle(standing, new Set(group.keys())))
      this.moved.set(name, { name, parent, ...layout });
    return [...this.moved.values()].filter(({ name, parent: into, ...at }) => {
      const before = this.byName().get(name);
      return before && (!sameParent(before.parent, into) || differs(at, before.layout));
    });
  }

  /** The widget of an item, if the document says that it stands in this grid. */
  private standsIn(item: HTMLElement, grid: HTMLElement): Widget | null {
    const widget = this.byName().get(item.dataset.name ?? "");
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
    if (name) this.moved.set(name, { name, parent: parentOf(grid), x, y, w, h });
  }

  private widgets(): readonly Widget[] {
    return this.player.store.document.peek()?.widgets ?? [];
  }

  private byName(): ReadonlyMap<string, Widget> {
    const document = this.player.store.document.peek();
    if (this.index.document !== document) {
      this.index = { document, byName: new Map(this.widgets().map((widget) => [widget.name, widget])) };
    }
    return this.index.byName;
  }
}

export function parentOf({ dataset: { parent, slot = "" } }: HTMLElement): Parent | null {
  return parent ? { widget: parent, slot } : null;
}

const isPoint = (event: object): event is { clientX: number; clientY: number } => "clientX" in event;

const layoutOf = (place: Place | undefined): Layout | undefined =>
  place && { x: place.x, y: place.y, w: place.w, h: place.h };

function differs(node: Node | undefined, layout: Layout | undefined): boolean {
  if (!node || !layout) return false;
  return node.x !== layout.x || node.y !== layout.y || node.w !== layout.w || node.h !== layout.h;
}
