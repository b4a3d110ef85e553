/** A menu where a person asked for it: at the pointer, or under what was pressed. Arrow keys, Enter, Escape. */
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "./icon";
import type { MenuItem } from "./overlay";

export interface Place {
  x: number;
  y: number;
  /** The height of what it belongs to: it opens above that where there is no room below. */
  height?: number;
}

export interface PopMenuProps {
  /** Its spoken name. */
  label: string;
  place: Place;
  items: readonly MenuItem[];
  onClose: () => void;
}

const GAP = 4;

export function PopMenu({ label, place, items, onClose }: PopMenuProps) {
  const list = useRef<HTMLDivElement>(null);
  const back = useRef<Element | null>(null);
  useLayoutEffect(() => {
    const popover = list.current;
    if (!popover) return;
    back.current = document.activeElement;
    popover.showPopover();
    const { width, height } = popover.getBoundingClientRect();
    const under = place.y + (place.height ?? 0) + GAP;
    const top = under + height + GAP <= innerHeight ? under : Math.max(GAP, place.y - GAP - height);
    popover.style.top = `${top}px`;
    popover.style.left = `${Math.max(GAP, Math.min(place.x, innerWidth - width - GAP))}px`;
    popover.querySelector<HTMLElement>("button:not(:disabled)")?.focus();
  }, []);
  // Closed by Escape or by a click elsewhere, it is gone from the page too; the focus goes back where it was.
  useEffect(() => {
    const popover = list.current;
    const toggled = (event: Event) => {
      if ((event as ToggleEvent).newState !== "closed") return;
      if (popover?.contains(document.activeElement)) (back.current as HTMLElement | null)?.focus?.();
      onClose();
    };
    popover?.addEventListener("toggle", toggled);
    return () => popover?.removeEventListener("toggle", toggled);
  }, [onClose]);
  const move = (event: KeyboardEvent) => {
    const entries = [...(list.current?.querySelectorAll<HTMLElement>("button:not(:disabled)") ?? [])];
    const at = entries.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (event.key === "Tab") list.current?.hidePopover();
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    entries[(to + entries.length) % entries.length]?.focus();
  };
  return (
    <div ref={list} class="menu-list" popover="auto" role="menu" aria-label={label} tabIndex={-1} onKeyDown={move}>
      {items.map((item) => (
        <button
          key={item.label}
          type="button"
          role="menuitem"
          class={item.danger ? "danger" : ""}
          disabled={item.disabled}
          title={item.title}
          onClick={() => {
            (back.current as HTMLElement | null)?.focus?.();
            list.current?.hidePopover();
            item.onSelect();
          }}
        >
          {item.icon && <Icon of={item.icon} />}
          {item.label}
        </button>
      ))}
    </div>
  );
}
