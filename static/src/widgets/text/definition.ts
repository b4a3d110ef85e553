/** Markdown text. */
import { Type } from "lucide";
import type { WidgetDefinition } from "../definition";

export const text: WidgetDefinition<"text"> = {
  type: "text",
  label: "Text",
  icon: Type,
  help: "Markdown with live values in it",
  size: { w: 4, h: 2, min: { w: 1, h: 1 } },
  properties: { content: "" },
  inspector: [
    {
      key: "content",
      label: "Markdown",
      kind: "template",
      group: "Text",
      multiline: true,
      placeholder: "Last price: **{{ price.value }}**",
    },
  ],
  events: [],
  methods: [],
};
