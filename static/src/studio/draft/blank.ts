/** New parts of a document, with the defaults the server's schema has. */
import type { Action, EventHandler, StreamQuery, TemporaryState, Widget, WidgetType } from "../../document";
import { definitionOf } from "../../widgets/registry";

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

export const blankWidget = (type: WidgetType, name: string, layout: Widget["layout"]): Widget =>
  ({
    type,
    name,
    layout,
    events: [],
    hidden: "",
    properties: structuredClone(definitionOf(type).properties),
  }) as Widget;
