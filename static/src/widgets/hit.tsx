/** A card that can be clicked as a whole, by mouse and keyboard; it is one only if a handler waits for the click. */
import type { Widget } from "../document";

export interface HitProps {
  widget: Pick<Widget, "events">;
  /** What is read out: which widget, and what it shows. */
  label: string;
  click: () => void;
}

export function Hit({ widget, label, click }: HitProps) {
  if (!widget.events.some(({ event }) => event === "click")) return null;
  return <button type="button" class="w-hit" aria-label={label} onClick={click} />;
}
