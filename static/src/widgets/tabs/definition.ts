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
  inspector: [
    { key: "tabs", label: "Tabs", kind: "tabs", group: "Tabs", help: "App code says the keys." },
    {
      key: "value",
      label: "Shown at first",
      kind: "template",
      group: "Tabs",
      placeholder: "tab1",
      help: "The key of a tab; empty: the first.",
    },
  ],
  events: [{ name: "change", label: "Tab changed", help: "the tab's key" }],
  methods: [{ name: "setValue", label: "Show a tab" }],
};
