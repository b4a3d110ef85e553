/** A message log. */
import { ScrollText } from "lucide";
import type { WidgetDefinition } from "../definition";

export const log: WidgetDefinition<"log"> = {
  type: "log",
  label: "Log",
  icon: ScrollText,
  help: "Lines of text or JSON, newest at the bottom",
  size: { w: 12, h: 3, min: { w: 2, h: 2 } },
  properties: {
    title: "",
    source: null,
    data: "",
    limit: 500,
    follow: true,
    time: "",
    level: "",
    text: "",
    search: true,
  },
  inspector: [
    { key: "source", label: "Queries", kind: "source", group: "Data" },
    {
      key: "data",
      label: "Lines",
      kind: "template",
      group: "Data",
      placeholder: "{{ query.messages }}",
      help: "Texts, or objects with time, level and text; others are shown as JSON",
    },
    { key: "limit", label: "Newest lines", kind: "number", group: "Data", min: 1, max: 10_000 },
    { key: "time", label: "Time", kind: "field", group: "Fields", placeholder: "time" },
    {
      key: "level",
      label: "Level",
      kind: "field",
      group: "Fields",
      placeholder: "level",
      help: "debug, info, success, warning or error",
    },
    { key: "text", label: "Text", kind: "field", group: "Fields", placeholder: "text" },
    { key: "follow", label: "Follow the newest", kind: "boolean", group: "Behaviour" },
    { key: "search", label: "Search and level", kind: "boolean", group: "Behaviour", help: "Fields over the lines" },
    { key: "title", label: "Title", kind: "template", group: "Text" },
  ],
  events: [{ name: "line_click", label: "Line click", help: "event.data is the line as it came" }],
  methods: [
    { name: "scrollToEnd", label: "Scroll to the newest" },
    { name: "setSearch", label: "Search for (text)" },
  ],
};
