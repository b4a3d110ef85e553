/** A parameter's default: of its type, one of the allowed values where there are some, or none at all. */
import { useState } from "preact/hooks";
import type { Parameter } from "../../../document";
import { Select, TextInput } from "../../../ui";
import { readScalar } from "./parameter-edits";

interface ParameterDefaultProps {
  parameter: Parameter;
  onChange: (value: Parameter["default"]) => void;
}

const NONE = "none"; // values are told by their place, so that no value can be taken for it

export function ParameterDefault({ parameter, onChange }: ParameterDefaultProps) {
  const { name, type, allowed } = parameter;
  const [typed, setTyped] = useState<string | null>(null);
  const label = `${name}, default`;
  const choices = type === "boolean" ? [true, false] : allowed;
  if (choices.length > 0) {
    const at = parameter.default === null ? -1 : choices.indexOf(parameter.default);
    return (
      <Select
        label={label}
        value={at < 0 ? NONE : String(at)}
        options={[
          { value: NONE, label: "None" },
          ...choices.map((choice, index) => ({ value: String(index), label: String(choice) })),
        ]}
        onChange={(chosen) => onChange(chosen === NONE ? null : (choices[Number(chosen)] ?? null))}
      />
    );
  }
  const wrong = typed !== null && typed !== "" && readScalar(typed, type) === null;
  return (
    <TextInput
      mono
      aria-label={label}
      value={typed ?? (parameter.default === null ? "" : String(parameter.default))}
      placeholder={parameter.default === "" ? "empty text" : "none"}
      wrong={wrong}
      title={wrong ? `"${typed}" is not a number.` : undefined}
      onInput={(text) => {
        setTyped(type === "string" ? null : text);
        if (text === "" && type === "number") onChange(null);
        else if (readScalar(text, type) !== null) onChange(readScalar(text, type));
      }}
      onCommit={() => !wrong && setTyped(null)}
    />
  );
}
