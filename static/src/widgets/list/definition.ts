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
  inspector: [
    { key: "source", label: "Queries", kind: "source", group: "Data" },
    { key: "data", label: "Rows", kind: "template", group: "Data", placeholder: "{{ query.messages }}" },
    { key: "limit", label: "Newest rows", kind: "number", group: "Data", min: 1, max: 10_000 },
    { key: "newest_first", label: "Newest first", kind: "boolean", group: "Data" },
    {
      key: "item",
      label: "Item",
      kind: "template",
      group: "Item",
      multiline: true,
      placeholder: "**{{ item.name }}** {{ item.price }}",
      help: "Markdown, once for each row: item is the row, index its place",
    },
    { key: "selectable", label: "Selectable", kind: "boolean", group: "Behaviour" },
    { key: "title", label: "Title", kind: "template", group: "Text" },
    {
      key: "empty_text",
      label: "While empty",
      kind: "template",
      group: "Text",
      placeholder: "Nothing yet. Items appear here as they come.",
    },
  ],
  events: [{ name: "item_click", label: "Item click", help: "event.data is the row" }],
  methods: [
    { name: "scrollToStart", label: "Scroll to the start" },
    { name: "scrollToEnd", label: "Scroll to the end" },
  ],
};
