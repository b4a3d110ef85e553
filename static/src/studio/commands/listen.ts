/** Keys that are commands, pressed in the studio itself or on the canvas. */
import { pressOf } from "../../ui/press";
import type { Studio } from "../studio";
import { commandOf } from "./all";

// Controls that keys belong to; of them, those that hold text have an undo of their own.
const CONTROL = "input, textarea, select, [contenteditable]";
const NO_TEXT = "select, :is([type=checkbox], [type=radio], [type=range], [type=color], [type=button])";

/** Do what the keys stand for, if it can be done now. `typing`: they were pressed in a text field. */
export function press(keys: string, studio: Studio, typing = false, canvas = false): boolean {
  const command = commandOf(keys);
  if (!command || command.native || (command.canvas && !canvas)) return false;
  if ((typing && !command.typing) || command.ready?.(studio) === false) return false;
  command.run(studio);
  return true;
}

/** Listen on the page. Returns the end of listening. */
export function listenForKeys(studio: Studio): () => void {
  const pressed = (event: KeyboardEvent) => {
    const keys = pressOf(event);
    // A code editor keeps mod+Enter from being a new line; it is the studio's all the same.
    if (event.defaultPrevented && keys !== "mod+enter") return;
    // What is open over the page comes first.
    if (document.querySelector("dialog[open]")) return;
    if (keys === "escape" && document.querySelector(":popover-open")) return;
    const control = event.target instanceof Element ? event.target.closest(CONTROL) : null;
    if (keys === "escape" && control && !control.matches(NO_TEXT)) {
      leave(control);
      return;
    }
    const typing = control !== null && !(control.matches(NO_TEXT) && keys.startsWith("mod+"));
    if (press(keys, studio, typing)) event.preventDefault();
  };
  addEventListener("keydown", pressed);
  return () => removeEventListener("keydown", pressed);
}

/** Out of the text, whose form stays: only the next Escape is about what is selected. */
function leave(field: Element): void {
  const empties = field instanceof HTMLInputElement && field.type === "search" && field.value !== "";
  if (!empties && field instanceof HTMLElement) field.blur();
}
