/** Container: holds other widgets. */
import { SquareDashed } from "lucide";
import type { WidgetDefinition } from "../definition";

export const container: WidgetDefinition<"container"> = {
  type: "container",
  label: "Container",
  icon: SquareDashed,
  help: "A card around other widgets",
  size: { w: 6, h: 6, min: { w: 2, h: 2 } },
  properties: { title: "", plain: false },
  inspector: [
    { key: "title", label: "Title", kind: "template", group: "Text", placeholder: "Order" },
    {
      key: "plain",
      label: "Without a card",
      kind: "boolean",
      group: "Look",
      help: "Only keeps its widgets together: to hide or move them as one.",
    },
  ],
  events: [],
  methods: [],
};
