/** A line of text. What is typed lives in the page, so a restart of the engine loses nothing. */
import { useEffect, useId, useRef } from "preact/hooks";
import { TextInput } from "../../ui";
import { Faults } from "../card";
import { asText } from "../data/rows";
import type { ViewProps } from "../view";

export default function InputView({ values, errors, ready, emit, state }: ViewProps<"input">) {
  const id = useId();
  const bound = asText(values.value);
  const before = useRef(bound);
  const label = asText(values.label);
  const text = state.get("value") === undefined ? bound : asText(state.get("value"));

  // A change of the bound value replaces what was typed.
  useEffect(() => {
    if (!ready || before.current === bound) return;
    before.current = bound;
    state.reset("value");
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
          state.set("value", value);
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
