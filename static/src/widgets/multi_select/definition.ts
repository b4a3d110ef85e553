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
  inspector: [],
  events: [],
  methods: [],
};
