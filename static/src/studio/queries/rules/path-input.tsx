/** A JSONPath: typed with or without its `$`, which is put in when the field is left. */
import { TextInput } from "../../../ui";
import { toPath } from "./rules";

interface PathInputProps {
  id?: string;
  /** The spoken name, where no label points here. */
  label?: string;
  value: string;
  placeholder?: string;
  wrong?: boolean;
  testId?: string;
  onChange: (path: string) => void;
}

export function PathInput({ id, label, value, placeholder = "$.price", wrong, testId, onChange }: PathInputProps) {
  return (
    <TextInput
      id={id}
      mono
      aria-label={label}
      value={value}
      placeholder={placeholder}
      wrong={wrong}
      data-testid={testId}
      onInput={onChange}
      onCommit={(typed) => {
        const path = toPath(typed);
        if (path !== value) onChange(path);
      }}
    />
  );
}
