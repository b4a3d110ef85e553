/** Text area: several lines of text. */
import { TextInitial } from "lucide";
import type { WidgetDefinition } from "../definition";

export const textArea: WidgetDefinition<"text_area"> = {
  type: "text_area",
  label: "Text area",
  icon: TextInitial,
  help: "Several lines of text",
  size: { w: 4, h: 3, min: { w: 2, h: 2 } },
  properties: { label: "", disabled: "", placeholder: "", value: "", max_length: null },
  inspector: [],
  events: [],
  methods: [],
};
