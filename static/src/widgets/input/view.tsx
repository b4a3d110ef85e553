/** A line of text. What is typed lives in the page, so a restart of the engine loses nothing. */
import { useEffect, useId, useRef } from "preact/hooks";
import { TextInput } from "../../ui";
import { Faults } from "../card";
import { asText } from "../data/rows";
import type { ViewProps } from "../view";

export default function InputView({ values, errors, ready, emit, typed }: ViewProps<"input">) {
  const id = useId();
  const bound = asText(values.value);
  const before = useRef(bound);
  const label = asText(values.label);
  const text = typed.value ?? bound;

  // A change of the bound value replaces what was typed.
  useEffect(() => {
    if (!ready || before.current === bound) return;
    before.current = bound;
    typed.reset();
  }, [ready, bound]);

  return (
    <>
      {label && (
        <label class="w-label muted" for={id}>
          {label}
        </label>
      )}
      <TextInput
        id={id}
        value={text}
        placeholder={asText(values.placeholder)}
        disabled={!ready}
        aria-label={label ? undefined : asText(values.placeholder) || "Text"}
        onInput={(value) => {
          typed.set(value);
          emit("change", value);
        }}
        onKeyDown={(event: KeyboardEvent) => {
          if (event.key === "Enter") emit("submit", (event.currentTarget as HTMLInputElement).value);
        }}
      />
      <Faults errors={errors} />
    </>
  );
}
