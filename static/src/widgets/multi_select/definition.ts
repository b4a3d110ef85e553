/** Multi-select: several of many options. */
import { ListChecks } from "lucide";
import type { WidgetDefinition } from "../definition";

export const multiSelect: WidgetDefinition<"multi_select"> = {
  type: "multi_select",
  label: "Multi-select",
  icon: ListChecks,
  help: "Several of many options",
  size: { w: 4, h: 1, min: { w: 2, h: 1 } },
  properties: { label: "", disabled: "", placeholder: "", options: "", value: "" },
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
      help: "A list, or text with commas; a change of it replaces what was chosen",
    },
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
  events: [{ name: "change", label: "Change", help: "event.data is the list of values" }],
  methods: [
    { name: "setValue", label: "Set value" },
    { name: "clear", label: "Clear" },
    { name: "reset", label: "Reset to the initial value" },
    { name: "focus", label: "Focus" },
  ],
};
