/** Checkbox: yes or no. */
import { SquareCheck } from "lucide";
import type { WidgetDefinition } from "../definition";

export const checkbox: WidgetDefinition<"checkbox"> = {
  type: "checkbox",
  label: "Checkbox",
  icon: SquareCheck,
  help: "Yes or no",
  size: { w: 3, h: 1, min: { w: 1, h: 1 } },
  properties: { label: "", disabled: "", value: "" },
  inspector: [],
  events: [],
  methods: [],
};
