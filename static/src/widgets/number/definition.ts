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
  inspector: [],
  events: [],
  methods: [],
};
