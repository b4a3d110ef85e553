/** The edge of a heading, by which its column is made wider: dragged, moved by arrow keys, or pressed twice to fit. */
import { useRef } from "preact/hooks";
import { LEAST_PX } from "./resized";
import "./edge.css";

export const MOST_PX = 1_200; // wider than any text is read
const STEP_PX = 8;
const LONG_STEP_PX = 40; // with Shift

export interface EdgeProps {
  title: string;
  /** As the viewer made it; undefined: nobody did. */
  px: number | undefined;
  onResize: (px: number) => void;
  onFit: () => void;
}

export function Edge({ title, px, onResize, onFit }: EdgeProps) {
  const edge = useRef<HTMLDivElement>(null);
  const drag = useRef<{ x: number; width: number } | null>(null);
  const width = () => edge.current?.parentElement?.offsetWidth ?? LEAST_PX;
  const resize = (to: number) => onResize(Math.round(Math.min(MOST_PX, Math.max(LEAST_PX, to))));
  const release = (event: PointerEvent) => {
    drag.current = null;
    edge.current?.classList.remove("dragged");
    edge.current?.releasePointerCapture(event.pointerId);
  };
  const pressed = (event: KeyboardEvent) => {
    const step = event.shiftKey ? LONG_STEP_PX : STEP_PX;
    if (event.key === "ArrowLeft") resize(width() - step);
    else if (event.key === "ArrowRight") resize(width() + step);
    else if (event.key === "Home") resize(LEAST_PX);
    else if (event.key === "Enter") onFit();
    else if (event.key === "Escape" && drag.current) {
      resize(drag.current.width);
      drag.current = null;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule can't be moved
    <div
      ref={edge}
      class="t-edge"
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={`Width of ${title}`}
      title="Drag to resize; press twice to fit"
      aria-valuemin={LEAST_PX}
      aria-valuemax={MOST_PX}
      aria-valuenow={px ?? LEAST_PX}
      onFocus={() => edge.current?.setAttribute("aria-valuenow", String(width()))}
      onKeyDown={pressed}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        drag.current = { x: event.clientX, width: width() };
        edge.current?.setPointerCapture(event.pointerId);
        edge.current?.classList.add("dragged");
      }}
      onPointerMove={(event) => {
        if (drag.current) resize(drag.current.width + event.clientX - drag.current.x);
      }}
      onPointerUp={release}
      onPointerCancel={release}
      onDblClick={onFit}
    />
  );
}
