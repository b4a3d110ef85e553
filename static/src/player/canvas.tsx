/** The studio's canvas: the same widgets on grids where they can be selected, dragged and resized. */
import "gridstack/dist/gridstack.min.css";
import "./canvas.css";
import { createContext } from "preact";
import { useCallback, useContext, useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Widget } from "../document";
import { EmptyState } from "../ui/empty";
import { canvasKeys } from "./canvas-keys";
import { Grids } from "./grids";
import { Item } from "./item";
import { Landing } from "./landing";
import { Marquee } from "./marquee";
import { Pictures } from "./picture/pictures";
import { containersOf, inReadingOrder, standingIn } from "./places";
import type { Player } from "./player";

/** Called after each drawing of a grid. */
const Drawn = createContext<() => void>(() => {});

export function Canvas({ player }: { player: Player }) {
  const widgets = player.store.document.value?.widgets ?? [];
  const box = useRef<HTMLDivElement>(null);
  const marquee = useRef<Marquee | null>(null);
  const grids = useMemo(() => new Grids(player), [player]);
  const bring = useBroughtIntoView(player, box);
  const drawn = useMemo(() => once(() => sync(box.current, grids, bring)), [grids, bring]);

  useLayoutEffect(drawn, [widgets]);
  useEffect(() => {
    if (!box.current) return;
    const life = new AbortController();
    const landing = new Landing(player, grids, box.current);
    const drawing = new Marquee(player, box.current);
    marquee.current = drawing;
    const pictures = new Pictures(player, life.signal);
    player.canvas = (message) => {
      if (message.type === "picture" || message.type === "picture_end") pictures.take(message);
      else landing.take(message);
    };
    canvasKeys(player, grids, drawing, life.signal);
    return () => {
      life.abort();
      player.canvas = null;
      landing.clear();
      drawing.stop();
      grids.destroy();
    };
  }, [player, grids]);

  return (
    <div
      class="canvas"
      ref={box}
      onPointerDownCapture={(event) => grids.press(event.pointerId)}
      onPointerMoveCapture={(event) => {
        if (!grids.busy) return;
        const { clientX, clientY } = event;
        if (event.buttons !== 0) grids.follow(event);
        // Released where this frame couldn't see it: the widget must not go on clinging to the pointer.
        else document.dispatchEvent(new MouseEvent("mouseup", { clientX, clientY, bubbles: true }));
      }}
      onPointerOver={(event) => {
        if (!grids.busy) point(event.target);
      }}
      onPointerLeave={() => point(null)}
      onPointerDown={(event) => {
        if (event.button === 0 && !(event.target as Element).closest(".grid-stack-item")) marquee.current?.start(event);
      }}
    >
      <Drawn.Provider value={drawn}>
        <Grid player={player} parent={null} slot="" />
      </Drawn.Provider>
      {widgets.length === 0 && (
        <div class="nothing">
          <EmptyState text="Nothing here yet. Drag a widget here from “Add a widget”, and bind it to a query." />
        </div>
      )}
    </div>
  );
}

/**
 * Marks the innermost widget under the pointer. A rule with `:hover` would be looked at for every widget that a drag
 * passes over.
 */
function point(at: EventTarget | null): void {
  const item = at instanceof Element ? at.closest<HTMLElement>(".grid-stack-item") : null;
  const before = document.querySelector<HTMLElement>(".grid-stack-item[data-pointed]");
  if (item === before) return;
  if (before) delete before.dataset.pointed;
  if (item) item.dataset.pointed = "";
}

function sync(box: HTMLElement | null, grids: Grids, bring: () => void): void {
  if (box) grids.sync(box);
  bring();
}

/** Calls it once for any number of calls, before the browser draws. */
function once(call: () => void): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    queueMicrotask(() => {
      waiting = false;
      call();
    });
  };
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
  const inner = useCallback(
    (name: string, tab: string) => <Grid key={tab} player={player} parent={name} slot={tab} />,
    [player],
  );
  useLayoutEffect(drawn);
  return (
    <div class="grid-stack" data-parent={parent ?? undefined} data-slot={slot || undefined}>
      {inReadingOrder(here).map((widget) => (
        <Item key={widget.name} widget={widget} player={player} grid={inner} />
      ))}
    </div>
  );
}

/** What is selected elsewhere, or was just added, comes into view once, in its tab; a press on the canvas moves nothing. */
function useBroughtIntoView(player: Player, box: { current: HTMLElement | null }): () => void {
  const brought = useRef("");
  const bring = useCallback(() => {
    const { store } = player;
    const selected = store.selected.peek();
    if (brought.current === selected.join() && !store.focusing) return;
    const last = selected.at(-1);
    if (last) showTabsOf(player, store.document.peek()?.widgets ?? [], last);
    const element = last ? box.current?.querySelector<HTMLElement>(`[data-name="${CSS.escape(last)}"]`) : null;
    if (last && !element) return; // not drawn yet
    brought.current = selected.join();
    if (element && !element.contains(document.activeElement)) element.scrollIntoView({ block: "nearest" });
    if (store.focusing) element?.focus({ preventScroll: true });
    store.focusing = false;
  }, [player]);
  // Once what is selected is drawn so; the canvas itself needn't be drawn again for it.
  useEffect(() => player.store.selected.subscribe(() => queueMicrotask(bring)), [player, bring]);
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
