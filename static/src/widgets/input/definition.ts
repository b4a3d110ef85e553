/** A single line of text. */
import { TextCursorInput } from "lucide";
import type { WidgetDefinition } from "../definition";

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
    {
      key: "value",
      label: "Initial value",
      kind: "template",
      group: "Data",
      help: "A change of it replaces what was entered",
    },
    { key: "label", label: "Label", kind: "template", group: "Text" },
    { key: "placeholder", label: "Placeholder", kind: "template", group: "Text" },
    { key: "required", label: "Required", kind: "boolean", group: "Behaviour" },
    {
      key: "max_length",
      label: "Longest",
      kind: "number",
      group: "Behaviour",
      min: 1,
      max: 100_000,
      nullable: true,
      help: "Characters; empty: no bound",
    },
    {
      key: "disabled",
      label: "Disabled when",
      kind: "template",
      group: "Behaviour",
      placeholder: '{{ query.status !== "open" }}',
    },
  ],
  events: [
    { name: "change", label: "Change", help: "At each key; event.data is the text" },
    { name: "submit", label: "Submit", help: "Enter, if nothing is wrong; event.data is the text" },
    { name: "focus", label: "Focus", help: "The field was entered; event.data is null" },
    { name: "blur", label: "Blur", help: "The field was left; event.data is null" },
  ],
  methods: [
    { name: "setValue", label: "Set value" },
    { name: "clear", label: "Clear" },
    { name: "reset", label: "Reset to the initial value" },
    { name: "focus", label: "Focus" },
  ],
};
