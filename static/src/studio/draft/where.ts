/** From the places that the running app names (`price · value`, `feed · success · handler 1`) to the document's. */
import type { AppDocument } from "../../document";
import { groupOf } from "./edits";

/** In the document; null for what it has no more, or never had. */
export function pathOfWhere(where: string, document: AppDocument): string | null {
  if (where === "script · startup") return "scripts.startup";
  const [name = "", part, third] = where.split(" · ");
  const group = groupOf(document, name);
  if (!group) return null;
  const index = document[group].findIndex((item) => item.name === name);
  const owner = `${group}[${index}]`;
  const handler = /^handler (\d+)$/.exec(third ?? "")?.[1];
  if (handler !== undefined) {
    const field = handlerField(document[group][index], part, Number(handler));
    return field ? `${owner}.${field}` : `${owner}.name`;
  }
  switch (group) {
    case "javascript_queries":
    case "transformers":
      return `${owner}.code`;
    case "responders":
      return `${owner}.data`;
    case "widgets":
      return part === undefined || part === "hidden" ? `${owner}.${part ?? "name"}` : `${owner}.properties.${part}`;
    default:
      return `${owner}.name`;
  }
}

/** Handlers are counted within their event, from 1. */
function handlerField(item: object | undefined, event: string | undefined, number: number): string | null {
  const events = item && "events" in item ? (item.events as readonly { event: string; action: object }[]) : [];
  const own = events.flatMap((handler, at) => (handler.event === event ? [at] : []));
  const at = own[number - 1];
  const action = at === undefined ? undefined : events[at]?.action;
  if (!action) return null;
  // Where the caret helps: in its code, else in what it says; a condition is found from there.
  const field = ["code", "value", "message", "text", "url", "data", "app"].find((one) => one in action);
  return `events[${at}].action.${field ?? "type"}`;
}
