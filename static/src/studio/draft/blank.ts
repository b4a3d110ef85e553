/** New parts of a document, with the defaults the server's schema has. */
import type { Action, EventHandler, StreamQuery, TemporaryState, Widget, WidgetType } from "../../document";

export const blankQuery = (name: string, url: string): StreamQuery => ({
  kind: "stream",
  name,
  url,
  query_parameters: [],
  headers: [],
  subprotocols: [],
  on_connect: [],
  format: "json",
  window: { size: 1_000 },
  reconnect: true,
  scope: "session",
  run_on_load: true,
  events: [],
});

export const blankState = (name: string): TemporaryState => ({ name, initial: null });

type ActionType = Action["type"];

/** `state` and `query` are what a new action acts on until its author chooses: the first there is. */
export function blankAction(type: ActionType, state: string, query: string): Action {
  switch (type) {
    case "run_javascript":
      return { type, code: "" };
    case "set_state":
      return { type, state, value: "{{ event.data }}" };
    case "broadcast":
      return { type, query, message: "" };
    case "show_message":
      return { type, level: "info", text: "", duration_ms: 3_000 };
  }
}

export const blankHandler = (event: string): EventHandler => ({ event, action: { type: "run_javascript", code: "" } });

const PROPERTIES: { [T in WidgetType]: Extract<Widget, { type: T }>["properties"] } = {
  chart: {
    title: "",
    kind: "line",
    data: "",
    x: "",
    series: [],
    open: "open",
    high: "high",
    low: "low",
    close: "close",
    volume: "volume",
    limit: 200,
  },
  table: { title: "", data: "", columns: [], newest_first: true, limit: 200, flash: true },
  text: { content: "" },
  stat: { label: "", value: "", decimals: null, unit: "", delta: "", delta_unit: "", spark: "" },
  button: { text: "Button", variant: "default", disabled: "" },
  input: { label: "", placeholder: "", value: "" },
  log: { title: "", data: "", limit: 500, follow: true },
  connection: { query: "" },
};

export const blankWidget = (type: WidgetType, name: string, layout: Widget["layout"]): Widget =>
  ({ type, name, layout, events: [], hidden: "", properties: structuredClone(PROPERTIES[type]) }) as Widget;
