/** Gauge: a value between two bounds. */
import { Gauge } from "lucide";
import type { WidgetDefinition } from "../definition";

export const gauge: WidgetDefinition<"gauge"> = {
  type: "gauge",
  label: "Gauge",
  icon: Gauge,
  help: "A value between two bounds",
  size: { w: 3, h: 4, min: { w: 2, h: 3 } },
  properties: { label: "", value: "", min: "0", max: "100", unit: "", decimals: null, thresholds: [] },
  inspector: [],
  events: [],
  methods: [],
};
