/** The theme's colours for a canvas, which can't read CSS variables itself. */

export interface Colours {
  line: string;
  ink: string;
  faint: string;
  inverse: string;
  up: string;
  down: string;
  /** Of what has text on it. */
  upInk: string;
  downInk: string;
  series: readonly string[];
  font: string;
  strong: string;
}

export const SERIES_COLOURS = 6; // --c1 to --c6; more series begin again

/** Read anew when the theme changes, not with every frame: it forces the page to settle its styles. */
export function readColours(element: HTMLElement): Colours {
  const style = getComputedStyle(element);
  const get = (name: string) => style.getPropertyValue(name).trim();
  const family = get("--font") || "sans-serif";
  return {
    line: get("--line"),
    ink: get("--ink"),
    faint: get("--ink-3"),
    inverse: get("--ink-inv"),
    up: get("--up"),
    down: get("--down"),
    upInk: get("--up-ink"),
    downInk: get("--down-ink"),
    series: Array.from({ length: SERIES_COLOURS }, (_, index) => get(`--c${index + 1}`)),
    font: `11px ${family}`,
    strong: `600 11px ${family}`,
  };
}
