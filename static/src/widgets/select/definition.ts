/** Select: one of several options. */
import { ChevronsUpDown } from "lucide";
import type { WidgetDefinition } from "../definition";

export const select: WidgetDefinition<"select"> = {
  type: "select",
  label: "Select",
  icon: ChevronsUpDown,
  help: "One of several options",
  size: { w: 3, h: 1, min: { w: 2, h: 1 } },
  properties: { label: "", disabled: "", placeholder: "", options: "", value: "", clearable: false },
  inspector: [
    {
      key: "options",
      label: "Options",
      kind: "template",
      group: "Data",
      placeholder: "Buy, Sell",
      help: 'Text with commas, or a list: {{ [{ value: 1, label: "One" }] }}',
      multiline: true,
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
    { key: "clearable", label: "Can be cleared", kind: "boolean", group: "Behaviour" },
    {
      key: "disabled",
      label: "Disabled when",
      kind: "template",
      group: "Behaviour",
      placeholder: '{{ query.status !== "open" }}',
    },
  ],
  events: [{ name: "change", label: "Change", help: "event.data is the value, or null" }],
  methods: [
    { name: "setValue", label: "Set value" },
    { name: "clear", label: "Clear" },
    { name: "reset", label: "Reset to the initial value" },
    { name: "focus", label: "Focus" },
  ],
};
