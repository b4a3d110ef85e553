/** The table: rows of objects or arrays. */
import { Table } from "lucide";
import type { WidgetDefinition } from "../definition";

export const table: WidgetDefinition<"table"> = {
  type: "table",
  label: "Table",
  icon: Table,
  help: "Rows that come and change",
  size: { w: 4, h: 7, min: { w: 2, h: 2 } },
  properties: {
    title: "",
    source: null,
    data: "",
    limit: 200,
    columns: [],
    key: "",
    newest_first: true,
    flash: true,
    search: false,
    filters: false,
    paging: "scroll",
    page_size: 25,
    selection: "none",
    empty_text: "",
  },
  inspector: [
    { key: "data", label: "Rows", kind: "template", group: "Data", placeholder: "{{ query.messages }}" },
    { key: "limit", label: "Newest rows", kind: "number", group: "Data", min: 1, max: 10_000 },
    { key: "newest_first", label: "Newest first", kind: "boolean", group: "Data" },
    { key: "columns", label: "Columns", kind: "columns", group: "Columns", help: "Empty shows those of the first row" },
    { key: "flash", label: "Flash on change", kind: "boolean", group: "Behaviour" },
    { key: "title", label: "Title", kind: "template", group: "Text" },
  ],
  events: [{ name: "row_click", label: "Row click", help: "event.data is the row" }],
  methods: [],
};
