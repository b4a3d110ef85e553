/** Modal: a dialog over the page. */
import { AppWindow } from "lucide";
import type { WidgetDefinition } from "../definition";

export const modal: WidgetDefinition<"modal"> = {
  type: "modal",
  label: "Modal",
  icon: AppWindow,
  help: "A dialog over the page",
  size: { w: 6, h: 5, min: { w: 2, h: 2 } },
  properties: { title: "", size: "medium", closable: true },
  inspector: [],
  events: [],
  methods: [],
};
