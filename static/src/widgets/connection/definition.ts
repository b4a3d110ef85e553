/** The state of one query. */
import { Cable } from "lucide";
import type { WidgetDefinition } from "../definition";

export const connection: WidgetDefinition<"connection"> = {
  type: "connection",
  label: "Connection",
  icon: Cable,
  help: "Status, rate and gaps of one query",
  size: { w: 3, h: 2, min: { w: 2, h: 1 } },
  properties: { query: "" },
  inspector: [{ key: "query", label: "Query", kind: "query", group: "Data" }],
  events: [],
  methods: [],
};
