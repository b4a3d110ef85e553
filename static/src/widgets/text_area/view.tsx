/** Several lines of text; Ctrl or ⌘ with Enter submits. */
import { TextArea } from "../../ui/field";
import { asText } from "../data/rows";
import { fitted, lengthOf } from "../data/typed";
import { Entry, faulty, useEntry } from "../entry";
import type { ViewProps } from "../view";

export default function TextAreaView(props: ViewProps<"text_area">) {
  const { widget, errors, emit } = props;
  const entry = useEntry<HTMLTextAreaElement>(props);
  const { text, fault } = fitted(asText(entry.value));
  return (
    <Entry id={entry.id} label={entry.label} fault={fault} errors={errors} tall>
      <TextArea
        id={entry.id}
        ref={entry.control}
        value={text}
        placeholder={entry.placeholder}
        disabled={entry.disabled}
        maxLength={lengthOf(widget.properties.max_length)}
        aria-label={entry.name}
        {...faulty(entry.id, fault, errors)}
        onInput={entry.change}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
          event.preventDefault();
          emit("submit", text);
        }}
        onFocus={() => emit("focus", null)}
        onBlur={() => emit("blur", null)}
      />
    </Entry>
  );
}
