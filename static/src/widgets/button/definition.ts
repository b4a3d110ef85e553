/** A button that starts actions. */
import { MousePointerClick } from "lucide";
import type { WidgetDefinition } from "../definition";

export const button: WidgetDefinition<"button"> = {
  type: "button",
  label: "Button",
  icon: MousePointerClick,
  help: "Starts actions when clicked",
  size: { w: 2, h: 1, min: { w: 1, h: 1 } },
  properties: { text: "Button", variant: "default", disabled: "", loading: "" },
  inspector: [
    { key: "text", label: "Text", kind: "template", group: "Text" },
    {
      key: "variant",
      label: "Look",
      kind: "select",
      group: "Text",
      options: [
        { value: "default", label: "Default" },
        { value: "primary", label: "Primary" },
      ],
    },
    {
      key: "disabled",
      label: "Disabled when",
      kind: "template",
      group: "Behaviour",
      placeholder: '{{ query.status !== "open" }}',
    },
  ],
  events: [{ name: "click", label: "Click", help: "event.data is null" }],
  methods: [],
};
