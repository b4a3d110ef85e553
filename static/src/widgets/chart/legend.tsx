/** The series' names with their colours and values; each is a switch that hides and shows its series. */
import { useRef } from "preact/hooks";
import { SERIES_COLOURS } from "./colours";
import { valueAt } from "./drawing";
import type { Shape } from "./shape";
import { numberText, type Writing, withUnit } from "./words";

export interface LegendProps {
  shape: Shape;
  hidden: ReadonlySet<string>;
  /** The point under the pointer; null: the last one. */
  at: number | null;
  writing: Writing;
  toggle: (name: string) => void;
}

export function Legend({ shape, hidden, at, writing, toggle }: LegendProps) {
  const widest = useRef(new Map<string, number>()); // so that names stand still while values change
  return (
    <fieldset class="legend" aria-label="Series">
      {shape.series.map(({ name, colour, ys }) => {
        const value = withUnit(numberText(valueAt(ys, at ?? ys.length - 1), ys, writing), writing.unit);
        const width = Math.max(widest.current.get(name) ?? 0, value.length);
        widest.current.set(name, width);
        return (
          <button
            key={name}
            type="button"
            aria-pressed={!hidden.has(name)}
            title={hidden.has(name) ? `Show ${name}` : `Hide ${name}`}
            onClick={() => toggle(name)}
          >
            <i style={{ "--series": `var(--c${(colour % SERIES_COLOURS) + 1})` }} />
            <span class="legend-name">{name}</span>
            <b class="num" style={{ minWidth: `${width}ch` }}>
              {value}
            </b>
          </button>
        );
      })}
    </fieldset>
  );
}
