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
    { key: "label", label: "Label", kind: "template", group: "Text" },
    { key: "placeholder", label: "Placeholder", kind: "template", group: "Text" },
    {
      key: "value",
      label: "Initial value",
      kind: "template",
      group: "Data",
      help: "A change of it replaces what was typed",
    },
  ],
  events: [
    { name: "change", label: "Change", help: "event.data is the text" },
    { name: "submit", label: "Submit", help: "Enter was pressed; event.data is the text" },
  ],
  methods: [
    { name: "setValue", label: "Set value" },
    { name: "clear", label: "Clear" },
  ],
};
