/** Text area: several lines of text. */
import { TextInitial } from "lucide";
import type { WidgetDefinition } from "../definition";

export const textArea: WidgetDefinition<"text_area"> = {
  type: "text_area",
  label: "Text area",
  icon: TextInitial,
  help: "Several lines of text",
  size: { w: 4, h: 3, min: { w: 2, h: 2 } },
  properties: { label: "", disabled: "", placeholder: "", value: "", max_length: null },
  inspector: [
    {
      key: "value",
      label: "Initial value",
      kind: "template",
      group: "Data",
      help: "A change of it replaces what was entered",
      multiline: true,
    },
    { key: "label", label: "Label", kind: "template", group: "Text" },
    { key: "placeholder", label: "Placeholder", kind: "template", group: "Text" },
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
    { name: "submit", label: "Submit", help: "Ctrl or ⌘ with Enter; event.data is the text" },
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
