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
  inspector: [],
  events: [],
  methods: [],
};
