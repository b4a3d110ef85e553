/** The chart: lines or candles. */
import { ChartCandlestick } from "lucide";
import type { WidgetDefinition } from "../definition";

export const chart: WidgetDefinition<"chart"> = {
  type: "chart",
  label: "Chart",
  icon: ChartCandlestick,
  help: "Lines or candles of the newest rows",
  size: { w: 8, h: 7, min: { w: 2, h: 3 } },
  properties: {
    title: "",
    kind: "line",
    data: "",
    x: "",
    series: [],
    open: "open",
    high: "high",
    low: "low",
    close: "close",
    volume: "volume",
    limit: 200,
  },
  inspector: [
    {
      key: "kind",
      label: "Kind",
      kind: "select",
      group: "Data",
      options: [
        { value: "line", label: "Line" },
        { value: "candlestick", label: "Candlestick" },
      ],
    },
    { key: "data", label: "Rows", kind: "template", group: "Data", placeholder: "{{ query.messages }}" },
    {
      key: "x",
      label: "Time field",
      kind: "field",
      group: "Data",
      placeholder: "time",
      help: "Unix seconds, milliseconds or ISO text; empty takes a field named like a time, else counts the rows",
    },
    {
      key: "series",
      label: "Series",
      kind: "fields",
      group: "Data",
      when: { key: "kind", is: "line" },
      help: "One line a field; empty draws the numbers of the row",
    },
    { key: "open", label: "Open", kind: "field", group: "Fields", when: { key: "kind", is: "candlestick" } },
    { key: "high", label: "High", kind: "field", group: "Fields", when: { key: "kind", is: "candlestick" } },
    { key: "low", label: "Low", kind: "field", group: "Fields", when: { key: "kind", is: "candlestick" } },
    { key: "close", label: "Close", kind: "field", group: "Fields", when: { key: "kind", is: "candlestick" } },
    { key: "volume", label: "Volume", kind: "field", group: "Fields", when: { key: "kind", is: "candlestick" } },
    { key: "limit", label: "Newest rows", kind: "number", group: "Data", min: 2, max: 10_000 },
    { key: "title", label: "Title", kind: "template", group: "Text" },
  ],
  events: [],
  methods: [],
};
