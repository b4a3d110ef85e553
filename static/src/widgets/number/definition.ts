/** Number: a number to enter. */
import { Hash } from "lucide";
import type { WidgetDefinition } from "../definition";
import { DISABLED, ENTRY_METHODS, INITIAL, LABEL, PLACEHOLDER } from "../entry-specs";

export const number: WidgetDefinition<"number"> = {
  type: "number",
  label: "Number",
  icon: Hash,
  help: "A number to enter",
  size: { w: 3, h: 1, min: { w: 2, h: 1 } },
  properties: { label: "", disabled: "", placeholder: "", value: "", min: "", max: "", step: "", unit: "" },
  inspector: [
    INITIAL,
    { key: "min", label: "Least", kind: "template", group: "Data", placeholder: "none" },
    { key: "max", label: "Most", kind: "template", group: "Data", placeholder: "none" },
    { key: "step", label: "Step", kind: "template", group: "Data", placeholder: "1", help: "Of the arrow keys" },
    { key: "unit", label: "Unit", kind: "template", group: "Text" },
    LABEL,
    PLACEHOLDER,
    DISABLED,
  ],
  events: [
    { name: "change", label: "Change", help: "event.data is the number, or null" },
    { name: "submit", label: "Submit", help: "Enter, if nothing is wrong; event.data is the number, or null" },
  ],
  methods: ENTRY_METHODS,
};
