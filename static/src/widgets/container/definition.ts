/** Container: holds other widgets. */
import { SquareDashed } from "lucide";
import type { WidgetDefinition } from "../definition";

export const container: WidgetDefinition<"container"> = {
  type: "container",
  label: "Container",
  icon: SquareDashed,
  help: "Holds other widgets",
  size: { w: 6, h: 6, min: { w: 2, h: 2 } },
  properties: { title: "", plain: false },
  inspector: [],
  events: [],
  methods: [],
};
