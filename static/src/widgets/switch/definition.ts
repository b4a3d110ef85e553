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
  inspector: [],
  events: [],
  methods: [],
};
