/** Slider: a number between two bounds. */
import { SlidersHorizontal } from "lucide";
import type { WidgetDefinition } from "../definition";

export const slider: WidgetDefinition<"slider"> = {
  type: "slider",
  label: "Slider",
  icon: SlidersHorizontal,
  help: "A number between two bounds",
  size: { w: 4, h: 1, min: { w: 2, h: 1 } },
  properties: { label: "", disabled: "", value: "0", min: "0", max: "100", step: "1", unit: "" },
  inspector: [],
  events: [],
  methods: [],
};
