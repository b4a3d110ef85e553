/** What a new action acts on until its author chooses: the first there is. */
import type { Action, AppDocument } from "../../document";
import { blankAction } from "../draft/blank";
import { hasMethods, methodsOf } from "./methods";

/** Why an action can't be chosen yet, or null. */
export function unavailable(type: Action["type"], document: AppDocument): string | null {
  switch (type) {
    case "set_state":
      return document.states.length === 0 ? "there is no state yet" : null;
    case "broadcast":
      return document.queries.length === 0 ? "there is no stream query yet" : null;
    case "run_query":
    case "disconnect":
      return document.queries.length + document.javascript_queries.length === 0 ? "there is no query yet" : null;
    case "control_widget":
      return document.widgets.some(hasMethods) ? null : "no widget has methods yet";
    default:
      return null;
  }
}

export function newAction(type: Action["type"], document: AppDocument): Action {
  const { queries, javascript_queries, states, pages } = document;
  const widget = document.widgets.find(hasMethods);
  const query = queries[0] ?? javascript_queries[0];
  const action = blankAction(type, states[0]?.name ?? "", query?.name ?? "", widget?.name);
  if (action.type === "control_widget" && widget) return { ...action, method: methodsOf(widget.type)[0] ?? "" };
  // The app opens on the first page, so another one is more likely to be meant.
  if (action.type === "open_page") return { ...action, page: (pages[1] ?? pages[0])?.name ?? action.page };
  return action;
}
