/** The line over the bottom panel: dragged, or moved with the arrow keys, it gives the panel its height. */
import { signal } from "@preact/signals";

const KEY = "lowstream.studio.bottom";
const DEFAULT_PX = 296; // the query's form without scrolling
const MIN_PX = 160; // the list's head and three rows
const MAX_PX = 720; // the sheet bounds it by the window as well
const STEP_PX = 16; // one arrow key

export const bottomHeight = signal(stored());
/** The canvas takes no pointer meanwhile: it is a frame of its own and would swallow the movement. */
const dragging = signal(false);

function stored(): number {
  try {
    return bounded(Number(localStorage.getItem(KEY)) || DEFAULT_PX);
  } catch {
    return DEFAULT_PX; // storage is switched off
  }
}

function bounded(height: number): number {
  return Math.round(Math.min(MAX_PX, Math.max(MIN_PX, height)));
}

function resize(height: number): void {
  bottomHeight.value = bounded(height);
}

function keep(): void {
  try {
    localStorage.setItem(KEY, String(bottomHeight.peek()));
  } catch {
    // Kept for this page only.
  }
}

export function Splitter() {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule between paragraphs can't be moved
    <div
      class="splitter"
      role="separator"
      aria-label="Height of the bottom panel"
      aria-orientation="horizontal"
      aria-valuemin={MIN_PX}
      aria-valuemax={MAX_PX}
      aria-valuenow={bottomHeight.value}
      tabIndex={0}
      data-testid="splitter"
      data-dragging={dragging.value || undefined}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        dragging.value = true;
      }}
      onPointerMove={(event) => {
        if (dragging.peek()) resize(innerHeight - event.clientY);
      }}
      onLostPointerCapture={() => {
        dragging.value = false;
        keep();
      }}
      onDblClick={() => {
        resize(DEFAULT_PX);
        keep();
      }}
      onKeyDown={(event) => {
        const step = event.key === "ArrowUp" ? STEP_PX : event.key === "ArrowDown" ? -STEP_PX : 0;
        if (step === 0) return;
        event.preventDefault();
        resize(bottomHeight.peek() + step);
        keep();
      }}
    />
  );
}
