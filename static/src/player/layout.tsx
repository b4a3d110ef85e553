/** A viewer's page: widgets on a grid of 12 columns; on a narrow screen one below the other, in reading order. */
import type { Widget } from "../document";
import { EmptyState } from "../ui";
import type { Player } from "./player";
import { isHidden, WidgetRoot } from "./widget";

export const ROW_PX = 52;
export const GAP_PX = 12;
export const COLUMNS = 12;

/** Top to bottom, then left to right. */
export function inReadingOrder(widgets: readonly Widget[]): Widget[] {
  return [...widgets].sort((a, b) => a.layout.y - b.layout.y || a.layout.x - b.layout.x);
}

export function Layout({ player }: { player: Player }) {
  const widgets = player.store.document.value?.widgets ?? [];
  if (widgets.length === 0)
    return <EmptyState text="This app has no widgets yet. Its builder adds them in the studio." />;
  return (
    <main class="stage">
      {inReadingOrder(widgets).map((widget) => (
        <Cell key={widget.name} widget={widget} player={player} />
      ))}
    </main>
  );
}

function Cell({ widget, player }: { widget: Widget; player: Player }) {
  if (isHidden(player, widget)) return null;
  const { x, y, w, h } = widget.layout;
  const height = h * ROW_PX + (h - 1) * GAP_PX;
  return (
    <div
      class="cell"
      style={{
        gridColumn: `${x + 1} / span ${Math.min(w, COLUMNS - x)}`,
        gridRow: `${y + 1} / span ${h}`,
        "--height": `${height}px`,
      }}
    >
      <WidgetRoot widget={widget} player={player} />
    </div>
  );
}
