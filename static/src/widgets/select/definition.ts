/** Select: one of several options. */
import { ChevronsUpDown } from "lucide";
import type { WidgetDefinition } from "../definition";
import { DISABLED, ENTRY_METHODS, INITIAL, LABEL, OPTIONS, PLACEHOLDER } from "../entry-specs";

export const select: WidgetDefinition<"select"> = {
  type: "select",
  label: "Select",
  icon: ChevronsUpDown,
  help: "One of several options",
  size: { w: 3, h: 1, min: { w: 2, h: 1 } },
  properties: { label: "", disabled: "", placeholder: "", options: "", value: "", clearable: false },
  inspector: [
    OPTIONS,
    INITIAL,
    LABEL,
    PLACEHOLDER,
    { key: "clearable", label: "Can be cleared", kind: "boolean", group: "Behaviour" },
    DISABLED,
  ],
  events: [{ name: "change", label: "Change", help: "event.data is the value, or null" }],
  methods: ENTRY_METHODS,
};
