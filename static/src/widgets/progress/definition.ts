/** Progress: how much is done. */
import { LoaderCircle } from "lucide";
import type { WidgetDefinition } from "../definition";

export const progress: WidgetDefinition<"progress"> = {
  type: "progress",
  label: "Progress",
  icon: LoaderCircle,
  help: "How much is done",
  size: { w: 3, h: 1, min: { w: 1, h: 1 } },
  properties: { label: "", value: "", max: "100", kind: "bar", tone: "", show_value: true },
  inspector: [],
  events: [],
  methods: [],
};
