/** Keys on the canvas: Delete removes, arrows move, Escape selects none; the studio's own shortcuts are handed to it. */
import type { Place } from "../bridge";
import { pressOf } from "../ui/press";
import { COLUMNS } from "./layout";
import type { Player } from "./player";

const ARROWS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export function canvasKeys(player: Player): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.defaultPrevented) return; // such as an arrow on the headings of tabs
    const names = player.store.selected.peek();
    const typing = (event.target as Element).closest?.("input, textarea, select, [contenteditable]");
    if (typing) return;
    if (event.metaKey || event.ctrlKey) {
      if (["Control", "Meta", "Shift", "Alt"].includes(event.key)) return;
      event.preventDefault();
      player.tell({ type: "shortcut", key: pressOf(event) });
    } else if (event.key === "Delete" || event.key === "Backspace") {
      if (names.length === 0) return;
      event.preventDefault();
      player.tell({ type: "remove", names: [...names] });
    } else if (event.key === "Escape") {
      player.tell({ type: "select", names: [] });
    } else if (event.key === "?") {
      player.tell({ type: "shortcut", key: "?" });
    } else if (ARROWS[event.key] && names.length > 0) {
      event.preventDefault();
      const [dx, dy] = ARROWS[event.key] as readonly [number, number];
      const places = moved(player, names, dx, dy);
      if (places.length > 0) player.tell({ type: "places", places });
    }
  };
}

/** Where the selected widgets stand after a step; none when one of them would leave the grid. */
function moved(player: Player, names: readonly string[], dx: number, dy: number): Place[] {
  const widgets = player.store.document.peek()?.widgets.filter((widget) => names.includes(widget.name)) ?? [];
  const places = widgets.map(({ name, parent, layout }) => ({
    name,
    parent,
    ...layout,
    x: layout.x + dx,
    y: layout.y + dy,
  }));
  return places.every(({ x, y, w }) => x >= 0 && y >= 0 && x + w <= COLUMNS) ? places : [];
}
