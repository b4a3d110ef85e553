/** Dragging a widget from the palette onto the canvas, which is another document: the pointer stays the palette's. */
import type { WidgetType } from "../../document";
import type { FrameLink } from "./link";

const STILL_PX = 4; // less is a click
const BESIDE_PX = 12; // the label hangs beside the pointer, so that the place under it is seen

/**
 * Follow a press on an entry of the palette until it is released. Escape gives it up. A press that doesn't move is the
 * entry's own click, as before.
 */
export function carry(event: PointerEvent, widget: WidgetType, link: FrameLink): void {
  const entry = event.currentTarget as HTMLElement;
  if (event.button !== 0 || (entry as HTMLButtonElement).disabled) return;
  const life = new AbortController();
  const { signal } = life;
  const { pointerId, clientX, clientY } = event;
  let label: HTMLElement | null = null;
  let over = false;
  let given = false;

  const frame = () => document.querySelector<HTMLElement>(".canvas .app-frame");
  const say = (at: PointerEvent, phase: "over" | "drop"): boolean => {
    const box = frame()?.getBoundingClientRect();
    const x = at.clientX - (box?.left ?? 0);
    const y = at.clientY - (box?.top ?? 0);
    const inside = box !== undefined && x >= 0 && y >= 0 && x < box.width && y < box.height;
    if (inside) link.post({ type: "insert", widget, x, y, phase });
    else if (over) link.post({ type: "insert_end" });
    over = inside;
    return inside;
  };
  const end = () => {
    life.abort();
    frame()?.style.removeProperty("pointer-events");
    label?.remove();
    if (entry.hasPointerCapture(pointerId)) entry.releasePointerCapture(pointerId);
  };
  const giveUp = () => {
    if (over) link.post({ type: "insert_end" });
    over = false;
    label?.remove();
    given = true; // and wait for the release, which isn't a click
  };
  const move = (at: PointerEvent) => {
    if (at.pointerId !== pointerId || given) return;
    if (!label) {
      if (Math.abs(at.clientX - clientX) + Math.abs(at.clientY - clientY) <= STILL_PX) return;
      label = labelOf(entry);
      // The release will be a click on the entry, which would add another one.
      entry.addEventListener("click", stop, { capture: true, once: true });
    }
    label.style.transform = `translate(${at.clientX + BESIDE_PX}px, ${at.clientY + BESIDE_PX}px)`;
    label.hidden = say(at, "over"); // the place it would take says its name
  };
  const up = (at: PointerEvent) => {
    if (at.pointerId !== pointerId) return;
    if (label && !given) say(at, "drop");
    end();
    // Where the release is no click after all, the next one is meant again.
    setTimeout(() => entry.removeEventListener("click", stop, { capture: true }));
  };
  frame()?.style.setProperty("pointer-events", "none"); // else the browser hands moves over it to its own process
  entry.setPointerCapture(pointerId); // at once: a quick hand is elsewhere with its first move
  entry.addEventListener("pointermove", move, { signal });
  entry.addEventListener("pointerup", up, { signal });
  entry.addEventListener(
    "pointercancel",
    () => {
      giveUp();
      end();
    },
    { signal },
  );
  window.addEventListener(
    "keydown",
    (pressed) => {
      if (pressed.key !== "Escape" || !label || given) return;
      pressed.preventDefault();
      pressed.stopImmediatePropagation(); // it is about this, not about what is selected
      giveUp();
    },
    { capture: true, signal },
  );
}

function stop(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

function labelOf(entry: HTMLElement): HTMLElement {
  const label = document.createElement("div");
  label.className = "carried";
  for (const part of entry.querySelectorAll(".icon, .palette-label")) label.append(part.cloneNode(true));
  document.body.append(label);
  return label;
}
