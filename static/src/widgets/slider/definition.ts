/** Slider: a number between two bounds. */
import { SlidersHorizontal } from "lucide";
import type { WidgetDefinition } from "../definition";
import { DISABLED, ENTRY_METHODS, INITIAL, LABEL } from "../entry-specs";

export const slider: WidgetDefinition<"slider"> = {
  type: "slider",
  label: "Slider",
  icon: SlidersHorizontal,
  help: "A number between two bounds",
  size: { w: 4, h: 1, min: { w: 2, h: 1 } },
  properties: { label: "", disabled: "", value: "0", min: "0", max: "100", step: "1", unit: "" },
  inspector: [
    INITIAL,
    { key: "min", label: "Least", kind: "template", group: "Data" },
    { key: "max", label: "Most", kind: "template", group: "Data" },
    { key: "step", label: "Step", kind: "template", group: "Data" },
    { key: "unit", label: "Unit", kind: "template", group: "Text" },
    LABEL,
    DISABLED,
  ],
  events: [
    { name: "change", label: "Change", help: "When it is let go of; event.data is the number" },
    { name: "slide", label: "Slide", help: "While it moves; event.data is the number" },
  ],
  methods: ENTRY_METHODS,
};
