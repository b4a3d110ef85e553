/** Progress: how much is done. */
import { LoaderCircle } from "lucide";
import type { WidgetDefinition } from "../definition";

export const progress: WidgetDefinition<"progress"> = {
  type: "progress",
  label: "Progress",
  icon: LoaderCircle,
  help: "How much is done, as a bar or a ring",
  size: { w: 3, h: 1, min: { w: 1, h: 1 } },
  properties: { label: "", value: "", max: "100", kind: "bar", tone: "", show_value: true },
  inspector: [
    { key: "value", label: "Value", kind: "template", group: "Data", placeholder: "{{ done.value }}" },
    {
      key: "max",
      label: "Max",
      kind: "template",
      group: "Data",
      placeholder: "100",
      help: "The value at which all is done",
    },
    {
      key: "kind",
      label: "Kind",
      kind: "select",
      group: "Look",
      options: [
        { value: "bar", label: "Bar" },
        { value: "circle", label: "Circle" },
      ],
    },
    {
      key: "tone",
      label: "Tone",
      kind: "template",
      group: "Look",
      help: "neutral, ok, busy or fail",
      placeholder: "{{ late.value ? 'fail' : 'ok' }}",
    },
    { key: "show_value", label: "Show percent", kind: "boolean", group: "Look" },
    { key: "label", label: "Label", kind: "template", group: "Text" },
  ],
  events: [],
  methods: [],
};
