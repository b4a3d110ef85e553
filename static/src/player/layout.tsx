/**
 * A viewer's page: widgets on grids of 12 columns, those of containers on grids of their own. On a narrow screen they
 * stand one below the other, in reading order. Dialogs belong to no grid: they lie over the page.
 */
import { useComputed } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Widget } from "../document";
import { EmptyState } from "../ui/empty";
import { folding, inReadingOrder, isContainer, standingIn } from "./places";
import type { Player } from "./player";
import { isHidden, WidgetRoot } from "./widget";

export const ROW_PX = 52;
export const GAP_PX = 12;
export const COLUMNS = 12;

const HALF = COLUMNS / 2; // what is no wider than that shares a row of a tablet

export function Layout({ player }: { player: Player }) {
  const widgets = player.store.document.value?.widgets ?? [];
  const page = player.store.page.value;
  if (widgets.length === 0)
    return <EmptyState text="This app has no widgets yet. Its builder adds them in the studio." />;
  if (!widgets.some((widget) => widget.page === page)) return <EmptyState text="Nothing stands on this page yet." />;
  return (
    <main class="app">
      <Grid key={page} player={player} parent={null} slot="" />
      {widgets.map((widget) =>
        widget.type === "modal" && widget.page === page ? (
          <ModalPlace key={widget.name} widget={widget} player={player} />
        ) : null,
      )}
    </main>
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
  // As text, so that the grid is drawn again when what is hidden changes, and not with each value of those widgets.
  const gone = useComputed(() =>
    standingIn(player.store.document.value?.widgets ?? [], player.store.page.value, parent, slot)
      .filter((widget) => widget.type === "modal" || isHidden(player, widget))
      .map(({ name }) => name)
      .join(),
  ).value.split(",");
  const shown = here.filter(({ name }) => !gone.includes(name));
  const row = folding(here, shown);
  return (
    <div class="stage">
      {inReadingOrder(shown).map((widget) => (
        <Cell key={widget.name} widget={widget} row={row(widget.layout.y)} player={player} />
      ))}
    </div>
  );
}

function Cell({ widget, row, player }: { widget: Widget; row: number; player: Player }) {
  const { x, w, h } = widget.layout;
  const height = h * ROW_PX + (h - 1) * GAP_PX;
  return (
    <div
      class={`cell ${w > HALF ? "wide" : ""} ${isContainer(widget) ? "holds" : ""}`}
      style={{
        gridColumn: `${x + 1} / span ${Math.min(w, COLUMNS - x)}`,
        gridRow: `${row + 1} / span ${h}`,
        "--rows": h,
        "--height": `${height}px`,
      }}
    >
      <WidgetRoot widget={widget} player={player} grid={(slot) => gridOf(player, widget.name, slot)} />
    </div>
  );
}

/** A dialog is only loaded once it is opened; from then on it stays, so that closing it gives the focus back. */
function ModalPlace({ widget, player }: { widget: Widget; player: Player }) {
  const opened = useRef(false);
  opened.current ||= player.store.state(widget.name).value.isOpen === true;
  if (!opened.current || isHidden(player, widget)) return null;
  return <WidgetRoot widget={widget} player={player} grid={(slot) => gridOf(player, widget.name, slot)} />;
}

function gridOf(player: Player, parent: string, slot: string) {
  return <Grid key={slot} player={player} parent={parent} slot={slot} />;
}
