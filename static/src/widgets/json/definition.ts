/** JSON: a value as a tree. */
import { Braces } from "lucide";
import type { WidgetDefinition } from "../definition";

export const json: WidgetDefinition<"json"> = {
  type: "json",
  label: "JSON",
  icon: Braces,
  help: "A value as a tree",
  size: { w: 4, h: 6, min: { w: 2, h: 2 } },
  properties: { title: "", data: "", levels: 2 },
  inspector: [
    {
      key: "data",
      label: "Value",
      kind: "template",
      group: "Data",
      placeholder: "{{ query.data }}",
      help: "Any value",
    },
    { key: "levels", label: "Levels opened at first", kind: "number", group: "Behaviour", min: 0, max: 10 },
    { key: "title", label: "Title", kind: "template", group: "Text" },
  ],
  events: [{ name: "value_click", label: "Value click", help: "event.data is { path, value }" }],
  methods: [
    { name: "expandAll", label: "Open all" },
    { name: "collapseAll", label: "Close all" },
  ],
};
