/** Switch: on or off. */
import { ToggleRight } from "lucide";
import type { WidgetDefinition } from "../definition";

export const switchWidget: WidgetDefinition<"switch"> = {
  type: "switch",
  label: "Switch",
  icon: ToggleRight,
  help: "On or off",
  size: { w: 3, h: 1, min: { w: 1, h: 1 } },
  properties: { label: "", disabled: "", value: "" },
  inspector: [
    {
      key: "value",
      label: "Initial value",
      kind: "template",
      group: "Data",
      help: "A change of it replaces what was entered",
    },
    { key: "label", label: "Label", kind: "template", group: "Text" },
    {
      key: "disabled",
      label: "Disabled when",
      kind: "template",
      group: "Behaviour",
      placeholder: '{{ query.status !== "open" }}',
    },
  ],
  events: [{ name: "change", label: "Change", help: "event.data is true or false" }],
  methods: [
    { name: "setValue", label: "Set value" },
    { name: "clear", label: "Clear" },
    { name: "reset", label: "Reset to the initial value" },
    { name: "focus", label: "Focus" },
  ],
};
