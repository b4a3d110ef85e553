/** Multi-select: several of many options. */
import { ListChecks } from "lucide";
import type { WidgetDefinition } from "../definition";
import { DISABLED, ENTRY_METHODS, LABEL, OPTIONS, PLACEHOLDER } from "../entry-specs";

export const multiSelect: WidgetDefinition<"multi_select"> = {
  type: "multi_select",
  label: "Multi-select",
  icon: ListChecks,
  help: "Several of many options",
  size: { w: 4, h: 1, min: { w: 2, h: 1 } },
  properties: { label: "", disabled: "", placeholder: "", options: "", value: "" },
  inspector: [
    OPTIONS,
    {
      key: "value",
      label: "Initial value",
      kind: "template",
      group: "Data",
      help: "A list, or text with commas; a change of it replaces what was chosen",
    },
    LABEL,
    PLACEHOLDER,
    DISABLED,
  ],
  events: [{ name: "change", label: "Change", help: "event.data is the list of values" }],
  methods: ENTRY_METHODS,
};
