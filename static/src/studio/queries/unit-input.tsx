/** A number with the unit that fits it best: 90 s, 5 min, 512 KiB. The document has the base unit. */
import { useState } from "preact/hooks";
import { NumberInput, Select } from "../../ui";

export interface Unit {
  label: string;
  /** How many of the base unit. */
  factor: number;
}

export const TIME_UNITS: readonly Unit[] = [
  { label: "s", factor: 1 },
  { label: "min", factor: 60 },
  { label: "h", factor: 3_600 },
  { label: "days", factor: 86_400 },
];
export const MS_UNITS: readonly Unit[] = [
  { label: "ms", factor: 1 },
  { label: "s", factor: 1_000 },
  { label: "min", factor: 60_000 },
];
export const SIZE_UNITS: readonly Unit[] = [
  { label: "KiB", factor: 1_024 },
  { label: "MiB", factor: 1_024 * 1_024 },
];

/** The largest unit of which the value is a whole number of; the smallest for none. */
export function unitOf(value: number, units: readonly Unit[]): Unit {
  const fits = units.filter(({ factor }) => value >= factor && value % factor === 0);
  return fits.at(-1) ?? (units[0] as Unit);
}

interface UnitInputProps {
  id?: string;
  label: string;
  units: readonly Unit[];
  value: number;
  min: number;
  max: number;
  placeholder?: string;
  disabled?: boolean;
  onCommit: (value: number) => void;
}

export function UnitInput({ id, label, units, value, min, max, placeholder, disabled, onCommit }: UnitInputProps) {
  const [chosen, setChosen] = useState<Unit | null>(null);
  const unit = chosen ?? unitOf(value, units);
  // Shown as nothing where nothing means "no bound".
  const shown = value === 0 && placeholder ? null : Number((value / unit.factor).toFixed(3));
  const commit = (number: number | null, factor: number) =>
    onCommit(Math.min(max, Math.max(min, Math.round((number ?? min / factor) * factor))));
  return (
    <span class="unit-input">
      <NumberInput
        id={id}
        value={shown}
        placeholder={placeholder}
        disabled={disabled}
        min={min / unit.factor}
        max={max / unit.factor}
        onCommit={(number) => commit(number, unit.factor)}
      />
      <Select
        label={`${label}, unit`}
        disabled={disabled}
        value={unit.label}
        options={units.map((one) => ({ value: one.label, label: one.label }))}
        onChange={(name) => {
          const next = units.find((one) => one.label === name) ?? unit;
          setChosen(next);
          if (shown !== null) commit(shown, next.factor); // 5 min becomes 5 h: the number is what was typed
        }}
      />
    </span>
  );
}
