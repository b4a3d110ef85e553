/** A button that starts actions. */
import { MousePointerClick } from "lucide";
import type { WidgetDefinition } from "../definition";
import { DISABLED } from "../entry-specs";

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
        { value: "danger", label: "Danger" },
        { value: "link", label: "Link" },
      ],
    },
    DISABLED,
    {
      key: "loading",
      label: "Loading when",
      kind: "template",
      group: "Behaviour",
      placeholder: "{{ query.isFetching }}",
      help: "It turns and can't be clicked",
    },
  ],
  events: [{ name: "click", label: "Click", help: "event.data is null" }],
  methods: [
    { name: "focus", label: "Focus" },
    { name: "click", label: "Click" },
  ],
};
