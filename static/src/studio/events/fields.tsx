/** The controls that the actions' forms are made of: a name of something in the app, and a text with bindings. */
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { Field } from "../../ui";
import { TemplateInput } from "../code/template";
import { faultAt } from "../draft/faults";
import { useFound } from "../finder";
import { useStudio } from "../studio";

/** What each action's form is given. */
export interface ActionProps<A> {
  action: A;
  /** Of the action in the document. */
  path: string;
  onChange: (action: A) => void;
}

/** The server's fault of a field of the action. */
export function useFault(path: string): (field: string) => string | null {
  const faults = useStudio().draft.faults.value;
  return (field) => faultAt(faults, `${path}.${field}`);
}

interface NamePickerProps {
  label: string;
  value: string;
  names: readonly string[];
  error: string | null;
  testId: string;
  /** In the document. */
  path: string;
  onChange: (name: string) => void;
}

export function NamePicker({ label, value, names, error, testId, path, onChange }: NamePickerProps) {
  const select = useRef<HTMLSelectElement>(null);
  useFound(path, () => select.current?.focus());
  const all = names.includes(value) ? names : [value, ...names];
  const gone = value && !names.includes(value) ? `There is no "${value}" any more. Choose another one.` : null;
  return (
    <Field label={label} error={error ?? gone}>
      {(id) => (
        <select
          id={id}
          ref={select}
          class="input select mono"
          value={value}
          data-testid={testId}
          onChange={(event) => onChange(event.currentTarget.value)}
        >
          {all.map((name) => (
            <option key={name} value={name}>
              {name || "Choose one"}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface TemplateFieldProps {
  label: string;
  value: string;
  error: string | null;
  placeholder?: string;
  hint?: ComponentChildren;
  testId: string;
  /** One line, half the width. */
  short?: boolean;
  /** In the document. */
  path: string;
  onChange: (value: string) => void;
}

export function TemplateField(props: TemplateFieldProps) {
  const { label, value, error, placeholder, hint, testId, short, path, onChange } = props;
  return (
    <Field label={label} wide={!short} error={error} hint={hint}>
      {(id) => (
        <TemplateInput
          id={id}
          value={value}
          placeholder={placeholder}
          wrong={error !== null}
          multiline={!short}
          testId={testId}
          path={path}
          onInput={onChange}
        />
      )}
    </Field>
  );
}
