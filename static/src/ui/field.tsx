/** Form controls: a labelled field and the one-line inputs that go into it. */
import type { ComponentChildren, InputHTMLAttributes, LooseInputHTMLAttributes, TextareaHTMLAttributes } from "preact";
import { useId, useState } from "preact/hooks";

export interface FieldProps {
  label: ComponentChildren;
  /** Quiet text under the control. */
  hint?: ComponentChildren;
  /** Red text under the control, instead of the hint: what is wrong and what to do. */
  error?: string | null;
  /** Takes the whole row of a `.form` grid. */
  wide?: boolean;
  /** The control, given the id its label points to. */
  children: ComponentChildren | ((id: string) => ComponentChildren);
}

export function Field({ label, hint, error, wide, children }: FieldProps) {
  const id = useId();
  return (
    <div class={`field ${wide ? "wide" : ""} ${error ? "wrong" : ""}`}>
      <label for={id}>{label}</label>
      {typeof children === "function" ? children(id) : children}
      {error ? (
        <p class="field-error" role="alert">
          {error}
        </p>
      ) : (
        hint && <p class="field-hint">{hint}</p>
      )}
    </div>
  );
}

export interface TextInputProps
  extends Omit<LooseInputHTMLAttributes<HTMLInputElement>, "onInput" | "onChange" | "value"> {
  value: string;
  /** Each change as it is typed. */
  onInput?: (value: string) => void;
  /** Once: on Enter or when the field is left. */
  onCommit?: (value: string) => void;
  mono?: boolean;
  wrong?: boolean;
}

export function TextInput({ value, onInput, onCommit, mono, wrong, ...rest }: TextInputProps) {
  const attributes = rest as InputHTMLAttributes<HTMLInputElement>; // the loose form leaves `type` to the caller
  return (
    <input
      type="text"
      spellcheck={false}
      autocomplete="off"
      {...attributes}
      class={`input ${mono ? "mono" : ""} ${rest.class ?? ""}`}
      value={value}
      aria-invalid={wrong || undefined}
      onInput={(event: InputEvent) => onInput?.((event.currentTarget as HTMLInputElement).value)}
      onChange={(event: Event) => onCommit?.((event.currentTarget as HTMLInputElement).value)}
    />
  );
}

export interface TextAreaProps
  extends Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "onInput" | "onChange" | "value"> {
  value: string;
  onInput?: (value: string) => void;
  onCommit?: (value: string) => void;
  mono?: boolean;
}

export function TextArea({ value, onInput, onCommit, mono, ...rest }: TextAreaProps) {
  return (
    <textarea
      rows={3}
      spellcheck={false}
      {...rest}
      class={`input area ${mono ? "mono" : ""} ${rest.class ?? ""}`}
      value={value}
      onInput={(event) => onInput?.(event.currentTarget.value)}
      onChange={(event) => onCommit?.(event.currentTarget.value)}
    />
  );
}

export interface NumberInputProps {
  id?: string;
  /** null is an empty field. */
  value: number | null;
  onCommit: (value: number | null) => void;
  min?: number;
  max?: number;
  step?: number;
  placeholder?: string;
  disabled?: boolean;
  /** The spoken name, where no label points here. */
  label?: string;
  /** What an empty field means: put in when it is left. Without one it commits null. */
  fallback?: number;
}

/** A number; what isn't one, or lies out of bounds, is put back within them when the field is left. */
export function NumberInput({ value, onCommit, min, max, step = 1, label, fallback, ...rest }: NumberInputProps) {
  // What is being typed outlives the drawings that come meanwhile: live figures beside it are drawn four times a second.
  const [typed, setTyped] = useState<string | null>(null);
  const commit = (input: HTMLInputElement) => {
    setTyped(null);
    const entered = input.value.trim() === "" ? Number.NaN : Number(input.value);
    const number = Number.isFinite(entered) ? entered : fallback;
    if (number === undefined) {
      onCommit(null);
      return;
    }
    const bounded = Math.min(max ?? number, Math.max(min ?? number, number));
    input.value = String(bounded);
    onCommit(bounded);
  };
  return (
    <input
      {...rest}
      type="number"
      class="input num"
      aria-label={label}
      value={typed ?? value ?? ""}
      min={min}
      max={max}
      step={step}
      onInput={(event) => setTyped(event.currentTarget.value)}
      onBlur={() => setTyped(null)}
      onChange={(event) => commit(event.currentTarget)}
    />
  );
}

export interface Option<Value extends string = string> {
  value: Value;
  label: string;
  disabled?: boolean;
}

export interface SelectProps<Value extends string = string> {
  id?: string;
  value: Value;
  options: readonly Option<Value>[];
  onChange: (value: Value) => void;
  disabled?: boolean;
  label?: string;
}

export function Select<Value extends string = string>({
  value,
  options,
  onChange,
  label,
  ...rest
}: SelectProps<Value>) {
  return (
    <select
      {...rest}
      class="input select"
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value as Value)}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value} disabled={option.disabled}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

export interface CheckboxProps {
  id?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  label?: ComponentChildren;
  disabled?: boolean;
}

export function Checkbox({ checked, onChange, label, ...rest }: CheckboxProps) {
  return (
    <label class="checkbox">
      <input {...rest} type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      {label && <span>{label}</span>}
    </label>
  );
}
