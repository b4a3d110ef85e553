/** A line of text. What is typed lives in the page, so a restart of the engine loses nothing. */
import { useEffect, useState } from "preact/hooks";
import { TextInput } from "../../ui/field";
import { asText } from "../data/rows";
import { faultOf, fitted, lengthOf } from "../data/typed";
import { Entry, faulty, useEntry } from "../entry";
import type { ViewProps } from "../view";

export default function InputView(props: ViewProps<"input">) {
  const { widget, errors, ready, emit, state } = props;
  const { kind, required, max_length } = widget.properties;
  const entry = useEntry<HTMLInputElement>(props);
  const [left, setLeft] = useState(false); // nobody is told of a fault before they have left the field
  const { text, fault: cut } = fitted(asText(entry.value));
  const wrong = faultOf(text, widget.properties);
  const fault = cut ?? (left ? wrong : null);
  const valid = wrong === null;
  const told = state.get("valid") ?? true;
  useEffect(() => {
    if (ready && told !== valid) state.set("valid", valid);
  }, [ready, valid, told]);

  const submit = () => {
    setLeft(true);
    if (valid) emit("submit", text);
  };
  return (
    <Entry id={entry.id} label={entry.label} fault={fault} errors={errors}>
      <TextInput
        id={entry.id}
        ref={entry.control}
        type={kind}
        value={text}
        placeholder={entry.placeholder}
        disabled={entry.disabled}
        required={required}
        maxLength={lengthOf(max_length)}
        aria-label={entry.name}
        {...faulty(entry.id, fault, errors)}
        wrong={fault !== null}
        onInput={entry.change}
        onKeyDown={(event: KeyboardEvent) => {
          if (event.key === "Enter" && !event.isComposing) submit();
        }}
        onFocus={() => emit("focus", null)}
        onBlur={() => {
          setLeft(true);
          emit("blur", null);
        }}
      />
    </Entry>
  );
}
