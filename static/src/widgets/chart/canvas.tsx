/** The drawn chart: keeps one plot, and lets mouse and keyboard go over its points. */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Theme } from "../../bridge";
import { type Drawing, formOf, nearest } from "./drawing";
import { createPlot, type Plot, type Spot } from "./plot";
import { isCandles } from "./shape";
import { pointText, type Writing } from "./words";

const LEAP = 10; // points, with Shift or by page

export interface CanvasProps {
  drawing: Drawing;
  theme: Theme;
  writing: Writing;
  /** What is read out of the whole chart. */
  label: string;
  /** Whether the app runs: keys and clicks are for it. */
  live: boolean;
  /** Whether a click does something. */
  clickable: boolean;
  hover: (point: number | null) => void;
  click: (spot: Spot) => void;
}

export function ChartCanvas({ drawing, theme, writing, label, live, clickable, hover, click }: CanvasProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | null>(null);
  const drawn = useRef<Drawing | null>(null);
  const spot = useRef<Spot | null>(null); // where the keyboard has got to
  const [said, say] = useState("");
  const form = formOf(drawing);
  const events = useRef({ hover, click });
  events.current = { hover, click };

  useLayoutEffect(() => {
    if (!box.current) return;
    drawn.current = drawing;
    const made = createPlot(box.current, drawing, {
      hover: (point) => events.current.hover(point),
      click: (clicked) => events.current.click(clicked),
    });
    plot.current = made;
    return () => {
      made.destroy();
      plot.current = null;
      events.current.hover(null);
    };
  }, [form]);
  useLayoutEffect(() => {
    if (drawn.current !== drawing) plot.current?.set(drawing);
    drawn.current = drawing;
  }, [drawing]);
  useEffect(() => plot.current?.recolour(), [theme]);

  const go = (to: Spot | null) => {
    spot.current = to;
    plot.current?.point(to);
    say(to ? pointText(drawing.kind, drawing.shape, to.point, to.series, writing) : "");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      if (spot.current) go(null);
      return;
    }
    const here = spot.current && inside(drawing, spot.current);
    if (event.key === "Enter" || event.key === " ") {
      if (!here) return;
      events.current.click(here);
    } else {
      const next = step(drawing, here, event.key, event.shiftKey);
      if (!next) return;
      go(next);
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <div
        class={`plot ${clickable ? "clickable" : ""}`}
        ref={box}
        role="application"
        aria-roledescription="chart"
        aria-label={`${label} Arrow keys go over its points${clickable ? ", Enter chooses one" : ""}.`}
        tabIndex={live ? 0 : undefined}
        onKeyDown={live ? onKeyDown : undefined}
        onBlur={() => spot.current && go(null)}
      />
      <p class="visually-hidden" role="status">
        {said}
      </p>
    </>
  );
}

/** The spot, or what is left of it after points or series went away. */
function inside(drawing: Drawing, { point, series }: Spot): Spot {
  const { xs, series: all } = drawing.shape;
  return { point: Math.min(point, xs.length - 1), series: Math.min(series, all.length - 1) };
}

/** Where a key leads: from nowhere to the newest point. */
function step(drawing: Drawing, here: Spot | null, key: string, leap: boolean): Spot | null {
  const { shape, kind } = drawing;
  const last = shape.xs.length - 1;
  const candles = isCandles(kind);
  const from = here ?? { point: last, series: candles ? 3 : 0 };
  const column = shape.series[from.series]?.ys ?? [];
  const by = (change: number): Spot => {
    if (!here) return { ...from, point: nearest(column, last) };
    let point = Math.min(last, Math.max(0, from.point + change));
    // Over the points of other series to the next one of its own.
    while (column[point] === null && point > 0 && point < last) point += Math.sign(change);
    return column[point] === null ? here : { ...from, point };
  };
  const to = (change: number): Spot | null => {
    if (candles || shape.series.length < 2) return null;
    if (!here) return by(0);
    const series = (from.series + change + shape.series.length) % shape.series.length;
    return { series, point: nearest(shape.series[series]?.ys ?? [], from.point) };
  };
  switch (key) {
    case "ArrowLeft":
      return by(leap ? -LEAP : -1);
    case "ArrowRight":
      return by(leap ? LEAP : 1);
    case "PageUp":
      return by(-LEAP);
    case "PageDown":
      return by(LEAP);
    case "Home":
      return { ...from, point: nearest(column, 0) };
    case "End":
      return { ...from, point: nearest(column, last) };
    case "ArrowDown":
      return to(1);
    case "ArrowUp":
      return to(-1);
    default:
      return null;
  }
}
