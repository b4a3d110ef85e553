/** A single line of text. */
import { TextCursorInput } from "lucide";
import type { WidgetDefinition } from "../definition";
import { DISABLED, ENTRY_METHODS, FOCUS_EVENTS, INITIAL, LABEL, LONGEST, PLACEHOLDER } from "../entry-specs";

export const input: WidgetDefinition<"input"> = {
  type: "input",
  label: "Text input",
  icon: TextCursorInput,
  help: "A line of text; app code reads its value",
  size: { w: 3, h: 1, min: { w: 1, h: 1 } },
  properties: { label: "", disabled: "", kind: "text", placeholder: "", value: "", required: false, max_length: null },
  inspector: [
    {
      key: "kind",
      label: "Kind",
      kind: "select",
      group: "Data",
      options: [
        { value: "text", label: "Text" },
        { value: "email", label: "E-mail" },
        { value: "url", label: "Web address" },
        { value: "search", label: "Search" },
        { value: "password", label: "Password" },
      ],
    },
    INITIAL,
    LABEL,
    PLACEHOLDER,
    { key: "required", label: "Required", kind: "boolean", group: "Behaviour" },
    LONGEST,
    DISABLED,
  ],
  events: [
    { name: "change", label: "Change", help: "At each key; event.data is the text" },
    { name: "submit", label: "Submit", help: "Enter, if nothing is wrong; event.data is the text" },
    ...FOCUS_EVENTS,
  ],
  methods: ENTRY_METHODS,
};
