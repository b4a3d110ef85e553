/** Custom HTML: a page of your own, sandboxed. */
import { CodeXml } from "lucide";
import type { WidgetDefinition } from "../definition";

export const html: WidgetDefinition<"html"> = {
  type: "html",
  label: "Custom HTML",
  icon: CodeXml,
  help: "A page of your own, sandboxed",
  size: { w: 6, h: 6, min: { w: 2, h: 2 } },
  properties: { title: "", html: "", model: "" },
  inspector: [],
  events: [],
  methods: [],
};
