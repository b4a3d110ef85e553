/** The panels around the canvas: how large each is and whether it is shown. This browser keeps both. */
import { type Signal, signal } from "@preact/signals";

const KEY = "lowstream.studio.panels";
const NARROW = 1_240; // px; a window of less than that starts with narrower panels

export type PanelName = "left" | "right" | "bottom";

export interface Panel {
  readonly size: Signal<number>; // px
  readonly open: Signal<boolean>;
  readonly usual: number;
  readonly min: number;
  readonly max: number;
}

type Kept = Partial<Record<PanelName, { size?: unknown; open?: unknown }>>;

const narrow = innerWidth < NARROW;
const kept = stored();

/** The smallest still shows its heads; the sheet bounds the largest by the window as well. */
export const panels: Readonly<Record<PanelName, Panel>> = {
  left: panelOf("left", narrow ? 204 : 236, 180, 480),
  right: panelOf("right", narrow ? 268 : 296, 240, 560),
  bottom: panelOf("bottom", 296, 160, 720),
};

export function resizePanel(name: PanelName, size: number): void {
  const { min, max, size: at } = panels[name];
  at.value = Math.round(Math.min(max, Math.max(min, size)));
}

export function togglePanel(name: PanelName, open = !panels[name].open.peek()): void {
  panels[name].open.value = open;
  keepPanels();
}

export function keepPanels(): void {
  const all = Object.entries(panels).map(([name, { size, open }]) => [name, { size: size.peek(), open: open.peek() }]);
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(all)));
  } catch {
    // Kept for this page only.
  }
}

function panelOf(name: PanelName, usual: number, min: number, max: number): Panel {
  const { size, open } = kept[name] ?? {};
  const known = typeof size === "number" && size >= min && size <= max ? size : usual;
  return { size: signal(known), open: signal(open !== false), usual, min, max };
}

function stored(): Kept {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {}; // storage is switched off, or somebody else wrote there
  }
}
