/** A number. A text that is none, or lies out of bounds, is told under the field; for app code it is null until mended. */
import { asBound, outOfBounds, readNumber, stepped } from "../data/figure";
import { toNumber } from "../data/number";
import { asText } from "../data/rows";
import { Entry, faulty, useEntry } from "../entry";
import type { ViewProps } from "../view";

const STRIDE = 10; // steps of Page up and Page down, and of an arrow with Shift
const KEYS: Readonly<Record<string, number>> = { ArrowUp: 1, ArrowDown: -1, PageUp: STRIDE, PageDown: -STRIDE };

export default function NumberView(props: ViewProps<"number">) {
  const { values, errors, state, emit } = props;
  const entry = useEntry<HTMLInputElement>(props);
  const min = asBound(values.min, "least");
  const max = asBound(values.max, "most");
  const step = asBound(values.step, "step");
  const bounds = { min: min.bound, max: max.bound };
  const unit = asText(values.unit);

  const number = toNumber(entry.value);
  const value = Number.isFinite(number) ? number : null;
  const draft = state.get("#text"); // as typed: "1." stays so while it is 1
  const text = typeof draft === "string" ? draft : value === null ? asText(entry.value) : String(value);
  const read = readNumber(text, bounds);
  const fault =
    read.fault ?? (value === null ? null : outOfBounds(value, bounds)) ?? min.fault ?? max.fault ?? step.fault;

  const take = (typed: string) => {
    const next = readNumber(typed, bounds).value;
    if (!Object.is(next, value) || state.get("value") === undefined) state.set("value", next);
    state.set("#text", typed);
    if (!Object.is(next, value)) emit("change", next);
  };
  return (
    <Entry id={entry.id} label={entry.label} fault={fault} errors={errors}>
      <div class={`input entry-affixed ${fault ? "wrong" : ""} ${entry.disabled ? "off" : ""}`}>
        <input
          id={entry.id}
          ref={entry.control}
          class="num"
          type="text"
          inputMode="decimal"
          role="spinbutton"
          autocomplete="off"
          value={text}
          placeholder={entry.placeholder}
          disabled={entry.disabled}
          aria-label={entry.name}
          aria-valuenow={read.value ?? undefined}
          aria-valuemin={bounds.min ?? undefined}
          aria-valuemax={bounds.max ?? undefined}
          aria-valuetext={read.value === null ? undefined : `${text} ${unit}`.trim()}
          {...faulty(entry.id, fault, errors)}
          onInput={(event) => take(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && fault === null) emit("submit", read.value);
            const steps = KEYS[event.key];
            if (steps === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
            event.preventDefault();
            const many = event.shiftKey ? Math.sign(steps) * STRIDE : steps;
            take(String(stepped(value, many, Math.abs(step.bound ?? 1) || 1, bounds)));
          }}
        />
        {unit && <span class="entry-unit">{unit}</span>}
      </div>
    </Entry>
  );
}
