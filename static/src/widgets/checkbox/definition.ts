/** Checkbox: yes or no. */
import { SquareCheck } from "lucide";
import type { WidgetDefinition } from "../definition";
import { DISABLED, ENTRY_METHODS, INITIAL, LABEL } from "../entry-specs";

export const checkbox: WidgetDefinition<"checkbox"> = {
  type: "checkbox",
  label: "Checkbox",
  icon: SquareCheck,
  help: "Yes or no",
  size: { w: 3, h: 1, min: { w: 1, h: 1 } },
  properties: { label: "", disabled: "", value: "" },
  inspector: [INITIAL, LABEL, DISABLED],
  events: [{ name: "change", label: "Change", help: "event.data is true or false" }],
  methods: ENTRY_METHODS,
};
