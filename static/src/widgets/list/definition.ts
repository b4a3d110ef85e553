/** List: a card for each row, from a template. */
import { List } from "lucide";
import type { WidgetDefinition } from "../definition";

export const list: WidgetDefinition<"list"> = {
  type: "list",
  label: "List",
  icon: List,
  help: "A card for each row, from a template",
  size: { w: 4, h: 6, min: { w: 2, h: 2 } },
  properties: {
    title: "",
    source: null,
    data: "",
    limit: 200,
    item: "{{ item }}",
    newest_first: true,
    selectable: false,
    empty_text: "",
  },
  inspector: [],
  events: [],
  methods: [],
};
