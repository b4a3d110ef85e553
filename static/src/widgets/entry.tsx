/** What everything a person enters something into shares: its label, its value, its faults, and focus by app code. */
import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { asBoolean, asText } from "./data/rows";
import "./entry.css";
import { useScrollStop } from "./scrolls";
import type { ViewProps } from "./view";

type Given = Pick<ViewProps, "values" | "ready" | "state" | "emit" | "on"> & { widget: { name: string } };

export interface EntryState<Control extends HTMLElement> {
  /** For the label's `for`, and of what tells the faults. */
  id: string;
  control: RefObject<Control | null>;
  label: string;
  placeholder: string;
  /** The spoken name where there is no label. */
  name: string | undefined;
  /** What was entered, or else the bound value; of any type. */
  value: unknown;
  disabled: boolean;
  /** Takes what was entered, and tells app code. */
  change: (value: unknown) => void;
}

export function useEntry<Control extends HTMLElement>(given: Given): EntryState<Control> {
  const { widget, values, ready, state, emit, on } = given;
  const id = useId();
  const control = useRef<Control | null>(null);
  useEffect(() => on("focus", () => control.current?.focus()), [on]);
  const label = asText(values.label);
  const placeholder = asText(values.placeholder);
  const entered = state.get("value");
  return {
    id,
    control,
    label,
    placeholder,
    name: label ? undefined : placeholder || widget.name,
    value: entered === undefined ? values.value : entered,
    disabled: !ready || asBoolean(values.disabled),
    change: (value) => {
      state.set("value", value);
      emit("change", value);
    },
  };
}

/** Attributes of a control that say what is wrong with it. */
export function faulty(id: string, fault: string | null, errors: Readonly<Record<string, string>>) {
  const told = fault !== null || Object.keys(errors).length > 0;
  return { "aria-invalid": fault !== null || undefined, "aria-describedby": told ? `${id}-fault` : undefined };
}

export interface EntryProps {
  id: string;
  label: string;
  /** At the right end of the label. */
  aside?: ComponentChildren;
  /** What is wrong with what was entered, in words. */
  fault?: string | null;
  /** Properties that could not be evaluated. */
  errors: Readonly<Record<string, string>>;
  /** The control stands beside its label instead of under it. */
  inline?: boolean;
  /** The control takes all the height there is. */
  tall?: boolean;
  children: ComponentChildren;
}

/** A labelled control, and under it what is wrong. */
export function Entry({ id, label, aside, fault = null, errors, inline, tall, children }: EntryProps) {
  const faults = [...(fault ? [fault] : []), ...Object.entries(errors).map(([property, why]) => `${property}: ${why}`)];
  const told = useScrollStop<HTMLParagraphElement>();
  const name = label && (
    <label class="w-label muted" for={id}>
      {label}
    </label>
  );
  return (
    <div class={`entry ${inline ? "inline" : ""} ${tall ? "tall" : ""}`}>
      {inline ? (
        <div class="entry-row">
          {children}
          {name}
        </div>
      ) : (
        <>
          {(name || aside) && (
            <div class="entry-head">
              {name}
              {aside}
            </div>
          )}
          {children}
        </>
      )}
      {faults.length > 0 && (
        <p ref={told} id={`${id}-fault`} class="entry-fault" role="alert" title={faults.join("\n")}>
          {faults.join(" ")}
        </p>
      )}
    </div>
  );
}
