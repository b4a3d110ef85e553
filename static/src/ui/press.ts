/** A key press as the studio's commands name it: `mod+shift+z`; mod is Ctrl, on a Mac ⌘. */
export function pressOf(event: Pick<KeyboardEvent, "key" | "metaKey" | "ctrlKey" | "shiftKey" | "altKey">): string {
  const key = event.key.toLowerCase().replace("arrow", "");
  return [
    event.metaKey || event.ctrlKey ? "mod" : "",
    // `?` is already what Shift makes of another key.
    event.shiftKey && key !== "?" ? "shift" : "",
    event.altKey ? "alt" : "",
    key,
  ]
    .filter(Boolean)
    .join("+");
}
