/** JSON: a value as a tree. */
import { Braces } from "lucide";
import type { WidgetDefinition } from "../definition";

export const json: WidgetDefinition<"json"> = {
  type: "json",
  label: "JSON",
  icon: Braces,
  help: "A value as a tree",
  size: { w: 4, h: 6, min: { w: 2, h: 2 } },
  properties: { title: "", data: "", levels: 2 },
  inspector: [],
  events: [],
  methods: [],
};
