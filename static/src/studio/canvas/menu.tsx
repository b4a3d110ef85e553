/** The menu of the canvas, at the pointer or, asked for by a key, at the widget. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { commandById } from "../commands/all";
import { keyText } from "../commands/keys";
import { useStudio } from "../studio";
import "./canvas.css";

const ENTRIES = ["edit.copy", "edit.cut", "edit.paste", "edit.duplicate", "edit.delete", "edit.all", "widget.outline"];
const MARGIN_PX = 4; // to the window's edge

export function CanvasMenu() {
  const { arranger } = useStudio();
  const at = arranger.menu.value;
  return at && <Opened key={`${at.x} ${at.y}`} x={at.x} y={at.y} />;
}

function Opened({ x, y }: { x: number; y: number }) {
  const studio = useStudio();
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const menu = list.current;
    if (!menu) return;
    menu.showPopover();
    const { width, height } = menu.getBoundingClientRect();
    menu.style.left = `${Math.max(MARGIN_PX, Math.min(x, innerWidth - width - MARGIN_PX))}px`;
    menu.style.top = `${Math.max(MARGIN_PX, Math.min(y, innerHeight - height - MARGIN_PX))}px`;
    menu.querySelector<HTMLElement>("button:not(:disabled)")?.focus();
    // A press on the canvas is another document's, and takes the focus there.
    const left = () => menu.hidePopover();
    addEventListener("blur", left);
    return () => removeEventListener("blur", left);
  }, [x, y]);
  const close = () => {
    studio.arranger.menu.value = null;
  };
  const move = (event: KeyboardEvent) => {
    const entries = [...(list.current?.querySelectorAll<HTMLElement>("button:not(:disabled)") ?? [])];
    const from = entries.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: from + 1, ArrowUp: from - 1, Home: 0, End: -1 }[event.key];
    if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      list.current?.hidePopover();
      studio.link.focus();
    }
    if (to === undefined) return;
    event.preventDefault();
    entries.at(to % entries.length)?.focus();
  };
  return (
    <div
      ref={list}
      class="menu-list canvas-menu"
      popover="auto"
      role="menu"
      tabIndex={-1}
      aria-label="Selected widgets"
      data-testid="canvas-menu"
      onKeyDown={move}
      onToggle={(event) => event.newState === "closed" && close()}
    >
      {ENTRIES.map((id) => {
        const command = commandById(id);
        if (!command) return null;
        const keys = command.keys?.[0];
        return (
          <button
            key={id}
            type="button"
            role="menuitem"
            class={id === "edit.delete" ? "danger" : ""}
            disabled={command.ready?.(studio) === false}
            onClick={() => {
              list.current?.hidePopover();
              studio.link.focus();
              command.run(studio);
            }}
          >
            {command.label}
            {keys && <span class="kbd">{keyText(keys)}</span>}
          </button>
        );
      })}
    </div>
  );
}
