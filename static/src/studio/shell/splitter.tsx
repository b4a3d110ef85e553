/** The line at a panel's edge: dragged, or moved with the arrow keys, it gives the panel its size. */
import { signal } from "@preact/signals";
import { keepPanels, type PanelName, panels, resizePanel } from "./panels";

const STEP_PX = 16; // one arrow key

/** The canvas takes no pointer meanwhile: it is a frame of its own and would swallow the movement. */
const dragging = signal<PanelName | null>(null);

const RAIL_PX = 44; // the left panel begins behind it
const GROWS: Record<PanelName, string> = { left: "ArrowRight", right: "ArrowLeft", bottom: "ArrowUp" };
const SHRINKS: Record<PanelName, string> = { left: "ArrowLeft", right: "ArrowRight", bottom: "ArrowDown" };
const LABELS: Record<PanelName, string> = {
  left: "Width of the left panel",
  right: "Width of the right panel",
  bottom: "Height of the bottom panel",
};

export function Splitter({ panel: name }: { panel: PanelName }) {
  const { size, open, usual, min, max } = panels[name];
  if (!open.value) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule between paragraphs can't be moved
    <div
      class={`splitter along-${name}`}
      role="separator"
      aria-label={LABELS[name]}
      aria-orientation={name === "bottom" ? "horizontal" : "vertical"}
      aria-valuemin={min}
      aria-valuemax={max}
      aria-valuenow={size.value}
      tabIndex={0}
      data-testid={`splitter-${name}`}
      data-dragging={dragging.value === name || undefined}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        dragging.value = name;
      }}
      onPointerMove={({ clientX, clientY }) => {
        if (dragging.peek() === name) resizePanel(name, sizeAt(name, clientX, clientY));
      }}
      onLostPointerCapture={() => {
        dragging.value = null;
        keepPanels();
      }}
      onDblClick={() => {
        resizePanel(name, usual);
        keepPanels();
      }}
      onKeyDown={(event) => {
        const step = event.key === GROWS[name] ? STEP_PX : event.key === SHRINKS[name] ? -STEP_PX : 0;
        if (step === 0) return;
        event.preventDefault();
        resizePanel(name, size.peek() + step);
        keepPanels();
      }}
    />
  );
}

function sizeAt(name: PanelName, x: number, y: number): number {
  if (name === "left") return x - RAIL_PX;
  return name === "right" ? innerWidth - x : innerHeight - y;
}
