/** One figure, large. */
import { Gauge } from "lucide";
import type { WidgetDefinition } from "../definition";

export const stat: WidgetDefinition<"stat"> = {
  type: "stat",
  label: "Stat",
  icon: Gauge,
  help: "One figure with its change and a sparkline",
  size: { w: 3, h: 2, min: { w: 1, h: 1 } },
  properties: { label: "", value: "", decimals: null, unit: "", delta: "", delta_unit: "", spark: "" },
  inspector: [
    { key: "value", label: "Value", kind: "template", group: "Data", placeholder: "{{ query.data.price }}" },
    {
      key: "spark",
      label: "Sparkline",
      kind: "template",
      group: "Data",
      help: "A list of numbers",
      placeholder: "{{ query.messages.map(m => m.price) }}",
    },
    { key: "delta", label: "Change", kind: "template", group: "Data", help: "A number; shown with sign and colour" },
    { key: "label", label: "Label", kind: "template", group: "Text" },
    { key: "unit", label: "Unit", kind: "template", group: "Text", placeholder: "USD" },
    { key: "delta_unit", label: "Unit of the change", kind: "template", group: "Text", placeholder: "%" },
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
