/** Text area: several lines of text. */
import { TextInitial } from "lucide";
import type { WidgetDefinition } from "../definition";
import { DISABLED, ENTRY_METHODS, FOCUS_EVENTS, INITIAL, LABEL, LONGEST, PLACEHOLDER } from "../entry-specs";

export const textArea: WidgetDefinition<"text_area"> = {
  type: "text_area",
  label: "Text area",
  icon: TextInitial,
  help: "Several lines of text",
  size: { w: 4, h: 3, min: { w: 2, h: 2 } },
  properties: { label: "", disabled: "", placeholder: "", value: "", max_length: null },
  inspector: [{ ...INITIAL, multiline: true }, LABEL, PLACEHOLDER, LONGEST, DISABLED],
  events: [
    { name: "change", label: "Change", help: "At each key; event.data is the text" },
    { name: "submit", label: "Submit", help: "Ctrl or ⌘ with Enter; event.data is the text" },
    ...FOCUS_EVENTS,
  ],
  methods: ENTRY_METHODS,
};
