/** One column of a table: what it shows, as what, and how. */
import type { Fault } from "../../api/http";
import type { Column } from "../../document";
import { Checkbox, Field, NumberInput, Select, TextInput } from "../../ui";
import { faultAt } from "../draft/faults";
import { FieldInput } from "./field-input";

// The document's bounds, in pixels.
const WIDTH_MIN = 24;
const WIDTH_MAX = 2_000;

const FORMATS: readonly { value: Column["format"]; label: string }[] = [
  { value: "auto", label: "Automatic" },
  { value: "text", label: "Text" },
  { value: "number", label: "Number" },
  { value: "percent", label: "Percent" },
  { value: "time", label: "Time" },
  { value: "date", label: "Date" },
  { value: "boolean", label: "True/false" },
  { value: "tag", label: "Tag" },
  { value: "link", label: "Link" },
  { value: "image", label: "Image" },
  { value: "progress", label: "Progress" },
  { value: "spark", label: "Sparkline" },
  { value: "json", label: "JSON" },
];
const ALIGNMENTS: readonly { value: Column["align"]; label: string }[] = [
  { value: "auto", label: "Automatic" },
  { value: "left", label: "Left" },
  { value: "center", label: "Centre" },
  { value: "right", label: "Right" },
];

interface ColumnFieldsProps {
  column: Column;
  faults: readonly Fault[];
  /** Of the column in the document. */
  path: string;
  onChange: (changes: Partial<Column>) => void;
}

export function ColumnFields({ column, faults, path, onChange }: ColumnFieldsProps) {
  const fault = (field: keyof Column) => faultAt(faults, `${path}.${field}`);
  return (
    <>
      <Field label="Field" error={fault("field")}>
        {(id) => (
          <FieldInput
            id={id}
            value={column.field}
            placeholder="price"
            testId="column-field"
            onInput={(field) => onChange({ field })}
          />
        )}
      </Field>
      <Field label="Title" error={fault("title")}>
        {(id) => (
          <TextInput id={id} value={column.title} placeholder={column.field} onInput={(title) => onChange({ title })} />
        )}
      </Field>
      <Field label="Format" error={fault("format")}>
        {(id) => <Select id={id} value={column.format} options={FORMATS} onChange={(format) => onChange({ format })} />}
      </Field>
      <Field label="Decimals" error={fault("decimals")}>
        {(id) => (
          <NumberInput
            id={id}
            value={column.decimals}
            min={0}
            max={12}
            placeholder="As it is"
            onCommit={(decimals) => onChange({ decimals: whole(decimals) })}
          />
        )}
      </Field>
      <Field label="Unit" error={fault("unit")}>
        {(id) => (
          <TextInput
            id={id}
            value={column.unit}
            placeholder="none"
            maxLength={20}
            onInput={(unit) => onChange({ unit })}
          />
        )}
      </Field>
      <Field label="Width" error={fault("width")}>
        {(id) => (
          <NumberInput
            id={id}
            value={column.width}
            min={WIDTH_MIN}
            max={WIDTH_MAX}
            placeholder="Automatic"
            onCommit={(width) => onChange({ width: whole(width) })}
          />
        )}
      </Field>
      <Field label="Align" error={fault("align")}>
        {(id) => <Select id={id} value={column.align} options={ALIGNMENTS} onChange={(align) => onChange({ align })} />}
      </Field>
      <div class="column-checks">
        <Checkbox checked={column.coloured} label="Coloured" onChange={(coloured) => onChange({ coloured })} />
        <Checkbox checked={column.sortable} label="Can be sorted" onChange={(sortable) => onChange({ sortable })} />
        <Checkbox checked={column.hidden} label="Hidden" onChange={(hidden) => onChange({ hidden })} />
      </div>
    </>
  );
}

const whole = (number: number | null): number | null => (number === null ? null : Math.round(number));
