/** Tabs: widgets on several tabs. */
import { PanelTop } from "lucide";
import type { WidgetDefinition } from "../definition";

export const tabs: WidgetDefinition<"tabs"> = {
  type: "tabs",
  label: "Tabs",
  icon: PanelTop,
  help: "Widgets on several tabs",
  size: { w: 8, h: 8, min: { w: 3, h: 3 } },
  properties: {
    tabs: [
      { key: "tab1", title: "Tab 1" },
      { key: "tab2", title: "Tab 2" },
    ],
    value: "",
  },
  inspector: [],
  events: [],
  methods: [],
};
