/** ECharts: any Apache ECharts option. */
import { ChartPie } from "lucide";
import type { WidgetDefinition } from "../definition";

export const echarts: WidgetDefinition<"echarts"> = {
  type: "echarts",
  label: "ECharts",
  icon: ChartPie,
  help: "Any Apache ECharts option: pies, heat maps, graphs, radars …",
  size: { w: 8, h: 7, min: { w: 3, h: 3 } },
  properties: { title: "", option: "", merge: true },
  inspector: [
    {
      key: "option",
      label: "Option",
      kind: "code",
      group: "Data",
      placeholder:
        "{{ { xAxis: { type: 'time' }, yAxis: {}, series: [{ type: 'line', data: query.messages.map(m => [m.time, m.price]) }] } }}",
      help: "An object as ECharts takes it, or its JSON. No functions: write formatters as text, such as '{b}: {c}'. Tooltips are plain text; images only as data: URLs.",
    },
    {
      key: "merge",
      label: "Merge",
      kind: "boolean",
      group: "Data",
      help: "Into the option before, so that what it doesn't mention stays; off: each option stands alone",
    },
    { key: "title", label: "Title", kind: "template", group: "Text" },
  ],
  events: [
    { name: "click", label: "Click", help: "event.data is {name, seriesName, seriesType, dataIndex, value, data}" },
    { name: "double_click", label: "Double click", help: "event.data as of a click" },
    {
      name: "legend_change",
      label: "Legend changed",
      help: "event.data is {name, selected}: of each name, whether it is shown",
    },
    {
      name: "zoom",
      label: "Zoomed",
      help: "event.data is {start, end, startValue, endValue}; start and end in percent",
    },
  ],
  methods: [
    { name: "setOption", label: "Set option" },
    { name: "dispatchAction", label: "Dispatch action" },
    { name: "clear", label: "Clear" },
    { name: "showTable", label: "Show as a table" },
    { name: "showChart", label: "Show as a chart" },
  ],
};
