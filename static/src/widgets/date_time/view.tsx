/** A day, a time or both, by the browser's own picker. What is chosen is local ISO text. */
import { type MomentKind, toLocal } from "../data/entered";
import { asText } from "../data/rows";
import { Entry, faulty, useEntry } from "../entry";
import type { ViewProps } from "../view";

const TYPES = { date: "date", time: "time", datetime: "datetime-local" } as const;
const EXAMPLES = { date: "2026-11-21", time: "09:30", datetime: "2026-11-21T09:30" } as const;
const YEAR_MIN = 1_000; // of a year that is being typed, 2 comes before 2026

export default function DateTimeView(props: ViewProps<"date_time">) {
  const { widget, values, errors, state, emit } = props;
  const { kind } = widget.properties;
  const entry = useEntry<HTMLInputElement>(props);
  const value = toLocal(entry.value, kind);
  const min = toLocal(values.min, kind);
  const max = toLocal(values.max, kind);
  const draft = state.get("#text"); // chosen, but not to be taken
  const text = typeof draft === "string" ? draft : (value ?? "");
  const fault =
    misread(entry.value, value, kind) ??
    misread(values.min, min, kind) ??
    misread(values.max, max, kind) ??
    outside(text, min, max);

  const take = (chosen: string) => {
    const unfinished = kind !== "time" && chosen !== "" && Number(chosen.split("-")[0]) < YEAR_MIN;
    const wrong = unfinished || outside(chosen, min, max) !== null;
    const next = wrong || chosen === "" ? null : chosen;
    const before = value || null;
    if (!unfinished && (next !== before || state.get("value") === undefined)) state.set("value", next);
    if (wrong) state.set("#text", chosen);
    else state.reset("#text");
    if (!unfinished && next !== before) emit("change", next);
  };
  return (
    <Entry id={entry.id} label={entry.label} fault={fault} errors={errors}>
      <input
        id={entry.id}
        ref={entry.control}
        class="input num"
        type={TYPES[kind]}
        value={text}
        min={min || undefined}
        max={max || undefined}
        disabled={entry.disabled}
        aria-label={entry.name}
        {...faulty(entry.id, fault, errors)}
        onInput={(event) => take(event.currentTarget.value)}
      />
    </Entry>
  );
}

function misread(value: unknown, read: string | null, kind: MomentKind): string | null {
  if (read !== null) return null;
  return `“${asText(value).slice(0, 40)}” is not a ${kind === "time" ? "time" : "date"}. Write ${EXAMPLES[kind]}, or bind Unix time.`;
}

function outside(text: string, min: string | null, max: string | null): string | null {
  const shown = (moment: string) => moment.replace("T", " ");
  if (text === "") return null;
  if (min && text < min) return `${shown(text)} is too early. The earliest is ${shown(min)}.`;
  if (max && text > max) return `${shown(text)} is too late. The latest is ${shown(max)}.`;
  return null;
}
