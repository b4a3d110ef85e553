/** A JSON value that keeps its type: number 5 and text "5" are told apart by the kind chosen before it. */
import { useState } from "preact/hooks";
import { Select, TextInput } from "../../../ui";
import { convert, kindOf, kindOptions, kindsOf, type Operator, readValue, textOf, type ValueKind } from "./rules";

interface ValueInputProps {
  /** The spoken name. */
  label: string;
  value: unknown;
  operator: Operator;
  testId?: string;
  onChange: (value: unknown) => void;
  /** Called with what is wrong with the text as typed, null when nothing is. */
  onFault: (message: string | null) => void;
}

const BOOLEANS = [
  { value: "true", label: "true" },
  { value: "false", label: "false" },
] as const;
const PLACEHOLDERS: Record<ValueKind, string> = { text: "text", number: "0", boolean: "", null: "", json: '["a", 1]' };

export function ValueInput({ label, value, operator, testId, onChange, onFault }: ValueInputProps) {
  // What can't be read yet stays here, so that the document only ever holds whole values.
  const [typed, setTyped] = useState<string | null>(null);
  const kinds = kindsOf(operator);
  const kind = kindOf(value);
  const change = (text: string) => {
    const read = readValue(text, kind);
    setTyped(read.ok && kind === "text" ? null : text);
    onFault(read.ok ? null : read.message);
    if (read.ok) onChange(read.value);
  };
  const settle = () => {
    if (typed !== null && readValue(typed, kind).ok) setTyped(null);
  };
  return (
    <span class={kinds.length > 1 ? "value-input" : "value-input bare"}>
      {kinds.length > 1 && (
        <Select
          label={`${label}, kind`}
          value={kind}
          // A value of a kind that the operator doesn't take shows as it is, until another is chosen.
          options={kindOptions(kinds.includes(kind) ? kinds : [kind, ...kinds])}
          onChange={(next) => {
            setTyped(null);
            onFault(null);
            onChange(convert(value, next));
          }}
        />
      )}
      {kind === "boolean" ? (
        <Select
          label={label}
          value={value === true ? "true" : "false"}
          options={BOOLEANS}
          onChange={(next) => onChange(next === "true")}
        />
      ) : (
        <TextInput
          mono
          aria-label={label}
          disabled={kind === "null"}
          inputMode={kind === "number" ? "decimal" : undefined}
          value={kind === "null" ? "null" : (typed ?? textOf(value))}
          placeholder={operator === "matches" ? "^tick" : PLACEHOLDERS[kind]}
          data-testid={testId}
          onInput={change}
          onCommit={settle}
        />
      )}
    </span>
  );
}
