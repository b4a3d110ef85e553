/** Slider: a number between two bounds. */
import { SlidersHorizontal } from "lucide";
import type { WidgetDefinition } from "../definition";

export const slider: WidgetDefinition<"slider"> = {
  type: "slider",
  label: "Slider",
  icon: SlidersHorizontal,
  help: "A number between two bounds",
  size: { w: 4, h: 1, min: { w: 2, h: 1 } },
  properties: { label: "", disabled: "", value: "0", min: "0", max: "100", step: "1", unit: "" },
  inspector: [
    {
      key: "value",
      label: "Initial value",
      kind: "template",
      group: "Data",
      help: "A change of it replaces what was entered",
    },
    { key: "min", label: "Least", kind: "template", group: "Data" },
    { key: "max", label: "Most", kind: "template", group: "Data" },
    { key: "step", label: "Step", kind: "template", group: "Data" },
    { key: "unit", label: "Unit", kind: "template", group: "Text" },
    { key: "label", label: "Label", kind: "template", group: "Text" },
    {
      key: "disabled",
      label: "Disabled when",
      kind: "template",
      group: "Behaviour",
      placeholder: '{{ query.status !== "open" }}',
    },
  ],
  events: [
    { name: "change", label: "Change", help: "When it is let go of; event.data is the number" },
    { name: "slide", label: "Slide", help: "While it moves; event.data is the number" },
  ],
  methods: [
    { name: "setValue", label: "Set value" },
    { name: "clear", label: "Clear" },
    { name: "reset", label: "Reset to the initial value" },
    { name: "focus", label: "Focus" },
  ],
};
