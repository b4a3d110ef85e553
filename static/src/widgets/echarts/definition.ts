/** ECharts: any Apache ECharts option. */
import { ChartPie } from "lucide";
import type { WidgetDefinition } from "../definition";

export const echarts: WidgetDefinition<"echarts"> = {
  type: "echarts",
  label: "ECharts",
  icon: ChartPie,
  help: "Any Apache ECharts option",
  size: { w: 8, h: 7, min: { w: 3, h: 3 } },
  properties: { title: "", option: "", merge: true },
  inspector: [],
  events: [],
  methods: [],
};
