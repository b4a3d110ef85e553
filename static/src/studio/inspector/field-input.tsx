/** A path into a row: typed, or chosen among the fields that the widget's rows have now. */
import { FIELD_NAMES } from "./field-names";

interface FieldInputProps {
  id?: string;
  /** The spoken name, where no label points here. */
  label?: string;
  value: string;
  placeholder?: string;
  wrong?: boolean;
  testId?: string;
  onInput: (value: string) => void;
}

export function FieldInput({ id, label, value, placeholder, wrong, testId, onInput }: FieldInputProps) {
  return (
    <input
      id={id}
      class="input mono"
      aria-label={label}
      aria-invalid={wrong || undefined}
      spellcheck={false}
      autocomplete="off"
      list={FIELD_NAMES}
      value={value}
      placeholder={placeholder}
      data-testid={testId}
      onInput={(event) => onInput(event.currentTarget.value)}
    />
  );
}
