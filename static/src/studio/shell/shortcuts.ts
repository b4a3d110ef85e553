/** The studio's keys, pressed in the studio itself or on the canvas. */
import { refusalOf } from "../draft/refusal";
import type { Studio } from "../studio";

const MAC = /mac|iphone|ipad/i.test(navigator.userAgent);

/** How a shortcut with the platform's main modifier is written: `⌘S`, `Ctrl S`. */
export function keyName(key: string, shift = false): string {
  return MAC ? `${shift ? "⇧" : ""}⌘${key}` : `Ctrl ${shift ? "⇧ " : ""}${key}`;
}

/** A key press as the canvas names it too: `mod+s`; null for one that is no shortcut's. */
export function shortcutOf(event: KeyboardEvent): string | null {
  const mod = event.metaKey || event.ctrlKey;
  if (event.altKey) return null;
  if (mod && event.key.length === 1) return `mod+${event.shiftKey ? "shift+" : ""}${event.key.toLowerCase()}`;
  if (mod && event.key === "Enter") return "mod+enter";
  return event.key === "Escape" ? "escape" : null;
}

/** Do what the key stands for. False when it stands for nothing. */
export function runShortcut(key: string, studio: Studio): boolean {
  switch (key.toLowerCase()) {
    case "mod+s":
      void studio.draft.save().then((outcome) => {
        const refusal = refusalOf(outcome);
        if (refusal) studio.toasts.show(refusal, "warning", 6_000);
      });
      return true;
    case "mod+enter": {
      const item = studio.item.peek();
      if (item?.kind !== "query" && item?.kind !== "javascript") return false;
      void studio.run(item.name).then((refusal) => {
        if (refusal) studio.toasts.show(refusal, "warning", 6_000);
      });
      return true;
    }
    case "mod+shift+p":
      void studio.preview();
      return true;
    case "escape":
      if (studio.selected.peek().length === 0) return false;
      studio.select([]);
      return true;
    default:
      return false;
  }
}

/** Listen on the page. Returns the end of listening. */
export function listenForShortcuts(studio: Studio): () => void {
  const press = (event: KeyboardEvent) => {
    const key = shortcutOf(event);
    // A code editor keeps mod+Enter from being a new line; it is the studio's all the same.
    if (key === null || (event.defaultPrevented && key !== "mod+enter")) return;
    // Escape first closes what is open over the page.
    if (key === "escape" && document.querySelector("dialog[open], :popover-open")) return;
    if (runShortcut(key, studio)) event.preventDefault();
  };
  addEventListener("keydown", press);
  return () => removeEventListener("keydown", press);
}
