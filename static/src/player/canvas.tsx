/** The studio's canvas: the same widgets on grids where they can be selected, dragged and resized. */
import "gridstack/dist/gridstack.min.css";
import "./canvas.css";
import { createContext } from "preact";
import { useCallback, useContext, useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Widget } from "../document";
import { EmptyState } from "../ui";
import { definitionOf } from "../widgets/registry";
import { canvasKeys } from "./canvas-keys";
import { Grids } from "./grids";
import { containersOf, isContainer, standingIn } from "./places";
import type { Player } from "./player";
import { isHidden, WidgetRoot } from "./widget";

/** Called after each drawing of a grid. */
const Drawn = createContext<() => void>(() => {});

export function Canvas({ player }: { player: Player }) {
  const widgets = player.store.document.value?.widgets ?? [];
  const box = useRef<HTMLDivElement>(null);
  const grids = useMemo(() => new Grids(player), [player]);
  const bring = useBroughtIntoView(player, box);
  const drawn = useMemo(
    () => () => {
      if (box.current) grids.sync(box.current);
      bring();
    },
    [grids, bring],
  );

  useLayoutEffect(drawn, [widgets]);
  useEffect(() => () => grids.destroy(), [grids]);
  useEffect(() => {
    const handle = canvasKeys(player);
    addEventListener("keydown", handle);
    return () => removeEventListener("keydown", handle);
  }, [player]);

  return (
    <div
      class="canvas"
      ref={box}
      onPointerMoveCapture={(event) => {
        // Released where this frame couldn't see it: the widget must not go on clinging to the pointer.
        if (event.buttons !== 0 || !grids.busy) return;
        const { clientX, clientY } = event;
        document.dispatchEvent(new MouseEvent("mouseup", { clientX, clientY, bubbles: true }));
      }}
      onPointerDown={(event) => {
        if (!(event.target as Element).closest(".grid-stack-item")) player.tell({ type: "select", names: [] });
      }}
    >
      {widgets.length > 0 ? (
        <Drawn.Provider value={drawn}>
          <Grid player={player} parent={null} slot="" />
        </Drawn.Provider>
      ) : (
        <EmptyState text="Nothing here yet. Add a widget from the insert panel and bind it to a query." />
      )}
    </div>
  );
}

interface GridProps {
  player: Player;
  /** Of the container; null: the page. */
  parent: string | null;
  slot: string;
}

function Grid({ player, parent, slot }: GridProps) {
  const here = standingIn(player.store.document.value?.widgets ?? [], player.store.page.value, parent, slot);
  const drawn = useContext(Drawn);
  useLayoutEffect(drawn);
  return (
    <div class="grid-stack" data-parent={parent ?? undefined} data-slot={slot || undefined}>
      {here.map((widget) => (
        <Item key={widget.name} widget={widget} player={player} />
      ))}
    </div>
  );
}

function Item({ widget, player }: { widget: Widget; player: Player }) {
  const { name } = widget;
  const selected = player.store.selected.value.includes(name);
  const holds = isContainer(widget);
  const select = (extend: boolean) => {
    const others = player.store.selected.peek();
    if (!extend) {
      if (others.length !== 1 || others[0] !== name) player.tell({ type: "select", names: [name] });
    } else if (selected) player.tell({ type: "select", names: others.filter((other) => other !== name) });
    else player.tell({ type: "select", names: [...others, name] });
  };
  const label = `${definitionOf(widget.type).label} ${name}`;
  // A button can't hold others, so a container isn't one.
  const spoken = holds
    ? { tabIndex: 0, role: "group" as const, "aria-label": selected ? `${label}, selected` : label }
    : { tabIndex: 0, role: "button" as const, "aria-label": label, "aria-pressed": selected };
  const root = (
    <WidgetRoot
      widget={widget}
      player={player}
      grid={(slot) => <Grid key={slot} player={player} parent={name} slot={slot} />}
    />
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it has a role, see above
    <div
      class="grid-stack-item" // never another one: the grid keeps classes of its own here
      data-name={name}
      data-hidden={isHidden(player, widget) || undefined}
      data-selected={selected || undefined}
      {...spoken}
      onPointerDown={(event) => {
        event.stopPropagation(); // the innermost is meant
        event.currentTarget.focus({ preventScroll: true }); // dragging swallows the press that would have done it
        select(event.shiftKey || event.metaKey || event.ctrlKey);
      }}
      onKeyDown={(event) => {
        if (event.target === event.currentTarget && (event.key === "Enter" || event.key === " "))
          select(event.shiftKey);
      }}
    >
      <div class="grid-stack-item-content">
        {/* Inert: a click selects the widget and doesn't start its actions. In a container, its widgets are so each. */}
        <div class="still" inert={!holds}>
          {root}
        </div>
      </div>
      {selected && <span class="sel-tag">{name}</span>}
    </div>
  );
}

/** What is selected elsewhere, or was just added, comes into view once, in its tab; a press on the canvas moves nothing. */
function useBroughtIntoView(player: Player, box: { current: HTMLElement | null }): () => void {
  const chosen = player.store.selected.value.join();
  const brought = useRef("");
  const bring = useCallback(() => {
    const selected = player.store.selected.peek();
    if (brought.current === selected.join()) return;
    const last = selected.at(-1);
    if (last) showTabsOf(player, player.store.document.peek()?.widgets ?? [], last);
    const element = last ? box.current?.querySelector<HTMLElement>(`[data-name="${CSS.escape(last)}"]`) : null;
    if (last && !element) return; // not drawn yet
    brought.current = selected.join();
    if (element && !element.contains(document.activeElement)) element.scrollIntoView({ block: "nearest" });
  }, [player]);
  useEffect(bring, [chosen]);
  return bring;
}

function showTabsOf(player: Player, widgets: readonly Widget[], name: string): void {
  let inner = widgets.find((widget) => widget.name === name);
  for (const holder of containersOf(widgets, name)) {
    const slot = inner?.parent?.slot;
    if (holder.type === "tabs" && slot && player.store.state(holder.name).peek().value !== slot) {
      player.enter(holder.name, "value", slot);
    }
    inner = holder;
  }
}
