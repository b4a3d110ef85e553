/** The studio's canvas: the same widgets on a grid where they can be selected, dragged and resized. */
import { GridStack, type GridStackNode } from "gridstack";
import "gridstack/dist/gridstack.min.css";
import "./canvas.css";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Place } from "../bridge";
import type { Widget } from "../document";
import { EmptyState } from "../ui";
import { definitionOf } from "../widgets/registry";
import { canvasKeys } from "./canvas-keys";
import { COLUMNS, GAP_PX, ROW_PX } from "./layout";
import type { Player } from "./player";
import { isHidden, WidgetRoot } from "./widget";

export function Canvas({ player }: { player: Player }) {
  const widgets = player.store.document.value?.widgets ?? [];
  const box = useRef<HTMLDivElement>(null);
  const grid = useRef<GridStack | null>(null);
  const any = widgets.length > 0;

  useLayoutEffect(() => {
    if (!box.current) return;
    const made = GridStack.init(
      {
        column: COLUMNS,
        cellHeight: ROW_PX + GAP_PX,
        margin: GAP_PX / 2,
        mode: "float", // widgets stay where they were put, as on the viewer's page
        animate: false,
        auto: false,
        resizable: { handles: "e,se,s,sw,w" },
        alwaysShowResizeHandle: true, // the sheet says when
      },
      box.current,
    );
    if (!made) return;
    grid.current = made;
    made.on("change", (_: Event, nodes: GridStackNode[]) => {
      const places = nodes.map(placeOf).filter((place) => place !== null);
      if (places.length > 0) player.tell({ type: "places", places });
    });
    made.on("dragstart resizestart", (_: Event, element: HTMLElement) => {
      const { name } = element.dataset;
      if (name && !player.store.selected.peek().includes(name)) player.tell({ type: "select", names: [name] });
    });
    return () => {
      grid.current = null;
      made.destroy(false);
    };
  }, [any]);

  // The document leads: what the grid knows is brought in line with it, without telling it back.
  useLayoutEffect(() => {
    const stack = grid.current;
    if (!stack) return;
    stack.batchUpdate();
    for (const element of stack.getGridItems()) {
      if (!element.isConnected || !widgets.some((widget) => widget.name === element.dataset.name)) {
        stack.removeWidget(element, false, false);
      }
    }
    for (const element of box.current?.querySelectorAll<HTMLElement>(":scope > .grid-stack-item") ?? []) {
      const widget = widgets.find(({ name }) => name === element.dataset.name);
      if (widget) place(stack, element, widget);
    }
    stack.batchUpdate(false);
  }, [widgets, any]);

  // What is selected elsewhere, or was just added, comes into view once; a press on the canvas moves nothing.
  const chosen = player.store.selected.value.join();
  const brought = useRef("");
  useEffect(() => {
    if (brought.current === chosen) return;
    const last = player.store.selected.peek().at(-1);
    const element = [...(box.current?.children ?? [])].find((child) => (child as HTMLElement).dataset.name === last);
    if (last && !element) return; // not drawn yet
    brought.current = chosen;
    if (element && element !== document.activeElement) element.scrollIntoView({ block: "nearest" });
  }, [chosen, widgets]);

  useEffect(() => {
    const handle = canvasKeys(player);
    addEventListener("keydown", handle);
    return () => removeEventListener("keydown", handle);
  }, [player]);

  return (
    <div
      class="canvas"
      onPointerMoveCapture={(event) => {
        // Released where this frame couldn't see it: the widget must not go on clinging to the pointer.
        if (
          event.buttons !== 0 ||
          !box.current?.querySelector(":scope > :is(.ui-draggable-dragging, .ui-resizable-resizing)")
        )
          return;
        const { clientX, clientY } = event;
        document.dispatchEvent(new MouseEvent("mouseup", { clientX, clientY, bubbles: true }));
      }}
      onPointerDown={(event) => {
        if (!(event.target as Element).closest(".grid-stack-item")) player.tell({ type: "select", names: [] });
      }}
    >
      {any ? (
        <div class="grid-stack" ref={box}>
          {widgets.map((widget) => (
            <Item key={widget.name} widget={widget} player={player} />
          ))}
        </div>
      ) : (
        <EmptyState text="Nothing here yet. Add a widget from the insert panel and bind it to a query." />
      )}
    </div>
  );
}

function Item({ widget, player }: { widget: Widget; player: Player }) {
  const { name } = widget;
  const selected = player.store.selected.value.includes(name);
  const select = (extend: boolean) => {
    const others = player.store.selected.peek();
    if (!extend) {
      if (others.length !== 1 || others[0] !== name) player.tell({ type: "select", names: [name] });
    } else if (selected) player.tell({ type: "select", names: others.filter((other) => other !== name) });
    else player.tell({ type: "select", names: [...others, name] });
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a button can't hold a table or a chart
    <div
      class="grid-stack-item" // never another one: the grid keeps classes of its own here
      data-name={name}
      data-hidden={isHidden(player, widget) || undefined}
      role="button"
      tabIndex={0}
      aria-pressed={selected}
      aria-label={`${definitionOf(widget.type).label} ${name}`}
      onPointerDown={(event) => {
        event.currentTarget.focus({ preventScroll: true }); // dragging swallows the press that would have done it
        select(event.shiftKey || event.metaKey || event.ctrlKey);
      }}
      onKeyDown={(event) => {
        if (event.target === event.currentTarget && (event.key === "Enter" || event.key === " "))
          select(event.shiftKey);
      }}
    >
      <div class="grid-stack-item-content">
        {/* Inert: a click here selects the widget and doesn't start its actions. */}
        <div class="still" inert>
          <WidgetRoot widget={widget} player={player} />
        </div>
      </div>
      {selected && <span class="sel-tag">{name}</span>}
    </div>
  );
}

function place(stack: GridStack, element: HTMLElement, { layout, type }: Widget): void {
  const node = (element as HTMLElement & { gridstackNode?: GridStackNode }).gridstackNode;
  const { min } = definitionOf(type).size;
  if (!node) {
    stack.makeWidget(element, { ...layout, minW: min.w, minH: min.h });
  } else if (node.x !== layout.x || node.y !== layout.y || node.w !== layout.w || node.h !== layout.h) {
    stack.update(element, { x: layout.x, y: layout.y, w: layout.w, h: layout.h });
  }
}

function placeOf({ el, x, y, w, h }: GridStackNode): Place | null {
  const name = el?.dataset.name;
  return name ? { name, x: x ?? 0, y: y ?? 0, w: w ?? 1, h: h ?? 1 } : null;
}
