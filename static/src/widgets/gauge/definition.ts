/** Gauge: a value between two bounds. */
import { Gauge } from "lucide";
import type { WidgetDefinition } from "../definition";

export const gauge: WidgetDefinition<"gauge"> = {
  type: "gauge",
  label: "Gauge",
  icon: Gauge,
  help: "A value between two bounds, with thresholds",
  size: { w: 3, h: 4, min: { w: 2, h: 3 } },
  properties: { label: "", value: "", min: "0", max: "100", unit: "", decimals: null, thresholds: [] },
  inspector: [
    { key: "value", label: "Value", kind: "template", group: "Data", placeholder: "{{ query.data.heat }}" },
    { key: "min", label: "Min", kind: "template", group: "Data", placeholder: "0" },
    { key: "max", label: "Max", kind: "template", group: "Data", placeholder: "100" },
    {
      key: "thresholds",
      label: "Thresholds",
      kind: "thresholds",
      group: "Data",
      help: "From this value on, this tone; below the first it is neutral",
    },
    { key: "label", label: "Label", kind: "template", group: "Text" },
    { key: "unit", label: "Unit", kind: "template", group: "Text", placeholder: "°C" },
    {
      key: "decimals",
      label: "Decimals",
      kind: "number",
      group: "Text",
      min: 0,
      max: 12,
      nullable: true,
      help: "Empty shows the number as it is",
    },
  ],
  events: [{ name: "click", label: "Click", help: "event.data is the value" }],
  methods: [],
};
