/** Keys, the clipboard and the menu on the canvas: handed to the studio, whose commands they are. */
import { clipOf, isClip } from "../arrange/clipping";
import { pressOf } from "../ui/press";
import type { Grids } from "./grids";
import type { Marquee } from "./marquee";
import type { Player } from "./player";

const TEXT = "input, textarea, select, [contenteditable]";
const MODIFIERS = ["control", "meta", "shift", "alt"];
const PLAIN = ["delete", "backspace", "left", "right", "up", "down", "?"];
// The browser's own: these copy and paste by events, reload, open and close tabs, and zoom.
const LEFT_ALONE = new Set(
  ["c", "x", "v", "r", "shift+r", "t", "w", "n", "l", "q", "0", "+", "-", "="].map((key) => `mod+${key}`),
);
const MAC = /mac/i.test(navigator.userAgent);

/** Listens until the signal. */
export function canvasKeys(player: Player, grids: Grids, marquee: Marquee, signal: AbortSignal): void {
  let dragging = false;
  // Before the grid hears of it, which gives up its drag.
  window.addEventListener("keydown", () => (dragging = grids.busy), { capture: true, signal });
  window.addEventListener("keydown", (event) => pressed(event), { signal });

  const pressed = (event: KeyboardEvent) => {
    if (event.defaultPrevented || isText(event.target)) return; // such as an arrow on the headings of tabs
    const keys = pressOf(event);
    if (MODIFIERS.includes(event.key.toLowerCase()) || LEFT_ALONE.has(keys)) return;
    if (keys === "escape") {
      if (!dragging && !marquee.cancel()) player.tell({ type: "shortcut", key: keys });
      return;
    }
    // Elsewhere than on a Mac this key brings up the menu by itself.
    if (MAC && keys === "shift+f10") {
      event.preventDefault();
      menuAt(document.activeElement);
      return;
    }
    // Without a selection arrows scroll.
    const chosen = player.store.selected.peek().length > 0;
    if (!keys.startsWith("mod+") && !(PLAIN.includes(keys) && (chosen || keys === "?"))) return;
    event.preventDefault();
    player.tell({ type: "shortcut", key: keys });
  };

  const menuAt = (target: Element | null, x?: number, y?: number) => {
    const item = target?.closest<HTMLElement>(".grid-stack-item");
    const { name } = item?.dataset ?? {};
    const { selected } = player.store;
    if (name && !selected.peek().includes(name)) player.tell({ type: "select", names: [name] });
    if (!name && target?.closest(".canvas") && x !== undefined) player.tell({ type: "select", names: [] });
    const box = (item ?? document.body).getBoundingClientRect();
    player.tell({ type: "menu", x: x ?? box.left + 16, y: y ?? box.top + 16 });
  };
  window.addEventListener(
    "contextmenu",
    (event) => {
      if (event.defaultPrevented || isText(event.target)) return;
      event.preventDefault();
      // A key asks for what has the focus, wherever that is drawn.
      menuAt(event.target as Element, event.clientX, event.clientY);
    },
    { signal },
  );

  const copied = (event: ClipboardEvent): readonly string[] => {
    if (event.defaultPrevented || isText(event.target) || !getSelection()?.isCollapsed) return [];
    const names = player.store.selected.peek();
    const text = clipOf(player.store.document.peek()?.widgets ?? [], names);
    if (text === null || !event.clipboardData) return [];
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
    return names;
  };
  window.addEventListener("copy", copied, { signal });
  window.addEventListener(
    "cut",
    (event) => {
      const names = copied(event);
      if (names.length > 0) player.tell({ type: "cut", names: [...names] });
    },
    { signal },
  );
  window.addEventListener(
    "paste",
    (event) => {
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (event.defaultPrevented || isText(event.target) || !isClip(text)) return;
      event.preventDefault();
      player.tell({ type: "paste", text });
    },
    { signal },
  );
}

const isText = (target: EventTarget | null): boolean => target instanceof Element && target.closest(TEXT) !== null;
