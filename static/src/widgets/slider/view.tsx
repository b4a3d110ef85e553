/** A number between two bounds, by dragging or by keys; its value stands at the label and, while it moves, at the thumb. */
import { asBound, outOfBounds } from "../data/figure";
import { formatNumber, toNumber } from "../data/number";
import { asText } from "../data/rows";
import { Entry, faulty, useEntry } from "../entry";
import type { ViewProps } from "../view";

const THUMB_PX = 16; // the style sheet's; the bubble keeps to the middle of it

export default function SliderView(props: ViewProps<"slider">) {
  const { values, errors, state, emit } = props;
  const entry = useEntry<HTMLInputElement>(props);
  const least = asBound(values.min, "least");
  const most = asBound(values.max, "most");
  const step = asBound(values.step, "step");
  const min = least.bound ?? 0;
  const max = most.bound ?? 100;
  const number = toNumber(entry.value);
  const value = Number.isFinite(number) ? number : null;
  const at = Math.min(max, Math.max(min, value ?? min));
  const part = max > min ? (at - min) / (max - min) : 0;
  const unit = asText(values.unit);
  const said = value === null ? "–" : `${formatNumber(value)}${unit && ` ${unit}`}`;
  const fault =
    least.fault ??
    most.fault ??
    step.fault ??
    (max <= min ? `The most (${max}) must be more than the least (${min}).` : null) ??
    (value === null ? noNumber(entry.value) : outOfBounds(value, { min, max }));
  return (
    <Entry
      id={entry.id}
      label={entry.label}
      fault={fault}
      errors={errors}
      aside={
        <output class="entry-figure num" for={entry.id}>
          {said}
        </output>
      }
    >
      <div class="entry-slider" style={{ "--part": String(part), "--thumb": `${THUMB_PX}px` }}>
        <input
          id={entry.id}
          ref={entry.control}
          type="range"
          min={min}
          max={max}
          step={step.bound !== null && step.bound > 0 ? step.bound : "any"}
          value={at}
          disabled={entry.disabled || max <= min}
          aria-label={entry.name}
          aria-valuetext={said}
          {...faulty(entry.id, fault, errors)}
          onInput={(event) => {
            const moved = Number(event.currentTarget.value);
            state.set("value", moved);
            emit("slide", moved);
          }}
          onChange={(event) => emit("change", Number(event.currentTarget.value))}
        />
        <span class="entry-bubble num" aria-hidden="true">
          {said}
        </span>
      </div>
    </Entry>
  );
}

function noNumber(given: unknown): string | null {
  if (given === undefined || given === null || given === "") return null;
  return `The value must be a number, but is ${JSON.stringify(given)?.slice(0, 60)}.`;
}
