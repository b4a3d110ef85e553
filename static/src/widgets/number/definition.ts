/** Number: a number to enter. */
import { Hash } from "lucide";
import type { WidgetDefinition } from "../definition";

export const number: WidgetDefinition<"number"> = {
  type: "number",
  label: "Number",
  icon: Hash,
  help: "A number to enter",
  size: { w: 3, h: 1, min: { w: 2, h: 1 } },
  properties: { label: "", disabled: "", placeholder: "", value: "", min: "", max: "", step: "", unit: "" },
  inspector: [
    {
      key: "value",
      label: "Initial value",
      kind: "template",
      group: "Data",
      help: "A change of it replaces what was entered",
    },
    { key: "min", label: "Least", kind: "template", group: "Data", placeholder: "none" },
    { key: "max", label: "Most", kind: "template", group: "Data", placeholder: "none" },
    { key: "step", label: "Step", kind: "template", group: "Data", placeholder: "1", help: "Of the arrow keys" },
    { key: "unit", label: "Unit", kind: "template", group: "Text" },
    { key: "label", label: "Label", kind: "template", group: "Text" },
    { key: "placeholder", label: "Placeholder", kind: "template", group: "Text" },
    {
      key: "disabled",
      label: "Disabled when",
      kind: "template",
      group: "Behaviour",
      placeholder: '{{ query.status !== "open" }}',
    },
  ],
  events: [
    { name: "change", label: "Change", help: "event.data is the number, or null" },
    { name: "submit", label: "Submit", help: "Enter, if nothing is wrong; event.data is the number, or null" },
  ],
  methods: [
    { name: "setValue", label: "Set value" },
    { name: "clear", label: "Clear" },
    { name: "reset", label: "Reset to the initial value" },
    { name: "focus", label: "Focus" },
  ],
};
