/** Modal: a dialog over the page. */
import { AppWindow } from "lucide";
import type { WidgetDefinition } from "../definition";

export const modal: WidgetDefinition<"modal"> = {
  type: "modal",
  label: "Modal",
  icon: AppWindow,
  help: "A dialog over the page, opened by a handler",
  size: { w: 6, h: 5, min: { w: 2, h: 2 } },
  properties: { title: "", size: "medium", closable: true },
  inspector: [
    { key: "title", label: "Title", kind: "template", group: "Text", placeholder: "Order" },
    {
      key: "size",
      label: "Size",
      kind: "select",
      group: "Look",
      options: [
        { value: "small", label: "Small" },
        { value: "medium", label: "Medium" },
        { value: "large", label: "Large" },
        { value: "full", label: "Whole page" },
      ],
    },
    {
      key: "closable",
      label: "The viewer can close it",
      kind: "boolean",
      group: "Behaviour",
      help: "By Esc, its button and a click beside it. Otherwise only a handler closes it.",
    },
  ],
  events: [
    { name: "open", label: "Opened", help: "nothing" },
    { name: "close", label: "Closed", help: "nothing" },
  ],
  methods: [
    { name: "open", label: "Open" },
    { name: "close", label: "Close" },
  ],
};
