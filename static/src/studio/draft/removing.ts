/** Deleting a part of an app together with what would name nothing afterwards: handlers, triggers, rows, what stands in it. */
import type { Action, AppDocument, EventHandler, Widget } from "../../document";
import { GROUPS } from "./edits";
import { within } from "./parents";

/** Without these parts, and without the widgets that stand in those of them that are widgets. */
export function remove(document: AppDocument, names: readonly string[]): AppDocument {
  const gone = new Set([...names, ...within(document, names)]);
  if (!GROUPS.some((group) => document[group].some((item) => gone.has(item.name)))) return document;
  const left = <T extends { name: string }>(items: T[]): T[] => items.filter((item) => !gone.has(item.name));
  const withoutHandlers = <T extends { events: EventHandler[] }>(owner: T): T =>
    owner.events.some((handler) => gone.has(namedBy(handler.action) ?? ""))
      ? { ...owner, events: owner.events.filter((handler) => !gone.has(namedBy(handler.action) ?? "")) }
      : owner;
  const withoutTriggers = <T extends { triggers: { after: string[] } }>(query: T): T =>
    query.triggers.after.some((name) => gone.has(name))
      ? { ...query, triggers: { ...query.triggers, after: query.triggers.after.filter((name) => !gone.has(name)) } }
      : query;
  return {
    ...document,
    queries: left(document.queries).map((query) => withoutTriggers(withoutHandlers(query))),
    javascript_queries: left(document.javascript_queries).map((query) => withoutTriggers(withoutHandlers(query))),
    states: left(document.states),
    transformers: left(document.transformers),
    responders: left(document.responders).map(withoutHandlers),
    widgets: left(document.widgets).map((widget) => withoutSource(withoutHandlers<Widget>(widget), gone)),
  };
}

/** The query, state or widget that an action acts on. */
export function namedBy(action: Action): string | null {
  switch (action.type) {
    case "run_query":
    case "broadcast":
    case "disconnect":
      return action.query;
    case "set_state":
      return action.state;
    case "control_widget":
      return action.widget;
    default:
      return null;
  }
}

/** What goes with these parts; said before they are deleted. */
export interface Consequences {
  /** Handlers of other parts that act on them. */
  handlers: number;
  /** Queries that run after one of them. */
  triggers: number;
  /** Widgets that have rows from one of them. */
  sources: number;
  /** Widgets that stand in one of them. */
  inside: number;
}

export function consequences(document: AppDocument, names: readonly string[]): Consequences {
  const inside = within(document, names);
  const gone = new Set([...names, ...inside]);
  const owners = [...document.queries, ...document.javascript_queries, ...document.responders, ...document.widgets];
  const rest = <T extends { name: string }>(items: readonly T[]): T[] => items.filter((item) => !gone.has(item.name));
  return {
    handlers: rest(owners)
      .flatMap((owner): EventHandler[] => owner.events)
      .filter(({ action }) => gone.has(namedBy(action) ?? "")).length,
    triggers: rest([...document.queries, ...document.javascript_queries]).filter((query) =>
      query.triggers.after.some((name) => gone.has(name)),
    ).length,
    sources: rest(document.widgets).filter((widget) => sourceOf(widget)?.queries.some((name) => gone.has(name))).length,
    inside: inside.length,
  };
}

const sourceOf = (widget: Widget) =>
  "source" in widget.properties && typeof widget.properties.source === "object" ? widget.properties.source : null;

/** Rows from what is left; from nothing, once its last query is gone. */
function withoutSource(widget: Widget, gone: ReadonlySet<string>): Widget {
  const source = sourceOf(widget);
  if (!source?.queries.some((name) => gone.has(name))) return widget;
  const queries = source.queries.filter((name) => !gone.has(name));
  return {
    ...widget,
    properties: { ...widget.properties, source: queries.length > 0 ? { ...source, queries } : null },
  } as Widget;
}
