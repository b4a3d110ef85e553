/** Keys as people read them (`⌘⇧P`, `Ctrl ⇧ P`); commands name them `mod+shift+p`. */

const MAC = /mac|iphone|ipad/i.test(navigator.userAgent);

const NAMES: Readonly<Record<string, string>> = {
  mod: MAC ? "⌘" : "Ctrl",
  shift: "⇧",
  alt: MAC ? "⌥" : "Alt",
  enter: "↵",
  up: "↑",
  down: "↓",
  left: "←",
  right: "→",
  escape: "Esc",
  delete: "Del",
  backspace: MAC ? "⌫" : "Backspace",
};

/** As it is written beside a button. */
export const keyText = (keys: string): string =>
  keys
    .split("+")
    .map((key) => NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key))
    .join(MAC ? "" : " ");
