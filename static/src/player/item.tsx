/** One widget on the canvas: it can be selected, dragged and resized, and isn't at work. */
import { useComputed } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useMemo, useRef } from "preact/hooks";
import type { Widget } from "../document";
import { definitionOf } from "../widgets/registry";
import { isContainer } from "./places";
import type { Player } from "./player";
import { isHidden, WidgetRoot } from "./widget";

const STILL_PX = 3; // a press that moved further was a drag; the grid's own measure

interface ItemProps {
  widget: Widget;
  player: Player;
  grid: (parent: string, slot: string) => ComponentChildren;
}

/** Drawn again when its own widget changed, and not with each edit of another. */
export function Item({ widget, player, grid }: ItemProps) {
  return useMemo(() => <Drawn widget={widget} player={player} grid={grid} />, [widget, player, grid]);
}

function Drawn({ widget, player, grid }: ItemProps) {
  const { name } = widget;
  const { selected: chosen } = player.store;
  const selected = useComputed(() => chosen.value.includes(name)).value;
  const hidden = useComputed(() => isHidden(player, widget)).value;
  const holds = isContainer(widget);
  const byPointer = useRef(false);
  const pressed = useRef<{ x: number; y: number; extend: boolean } | null>(null);

  const select = (extend: boolean) => {
    const others = chosen.peek();
    if (!extend) {
      if (others.length !== 1 || others[0] !== name) player.tell({ type: "select", names: [name] });
    } else if (others.includes(name)) player.tell({ type: "select", names: others.filter((other) => other !== name) });
    else player.tell({ type: "select", names: [...others, name] });
  };
  const label = `${definitionOf(widget.type).label} ${name}`;
  // Not a button: that can't hold others, nor would what a widget shows be read out.
  const spoken = { tabIndex: 0, role: "group" as const, "aria-label": selected ? `${label}, selected` : label };
  const root = useMemo(
    () => <WidgetRoot widget={widget} player={player} grid={(slot) => grid(name, slot)} />,
    [widget, player, grid],
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it has a role, see above
    <div
      class="grid-stack-item" // never another one: the grid keeps classes of its own here
      data-name={name}
      data-hidden={hidden || undefined}
      data-selected={selected || undefined}
      {...spoken}
      onPointerDown={(event) => {
        event.stopPropagation(); // the innermost is meant
        if (event.button !== 0) return; // the menu selects by itself
        byPointer.current = true;
        event.currentTarget.focus({ preventScroll: true }); // dragging swallows the press that would have done it
        byPointer.current = false;
        const extend = event.shiftKey || event.metaKey || event.ctrlKey;
        // One of several stays so until it is known that they aren't dragged.
        pressed.current = chosen.peek().includes(name) ? { x: event.clientX, y: event.clientY, extend } : null;
        if (!pressed.current) select(extend);
      }}
      onClick={(event) => {
        event.stopPropagation();
        const { current: from } = pressed;
        pressed.current = null;
        if (from && Math.abs(event.clientX - from.x) + Math.abs(event.clientY - from.y) <= STILL_PX)
          select(from.extend);
      }}
      onFocus={(event) => {
        // Tab goes from widget to widget; a press selects by itself.
        if (event.target === event.currentTarget && !byPointer.current && !chosen.peek().includes(name)) select(false);
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
