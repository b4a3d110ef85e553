/** Renaming a part of an app, together with everything in the document that says its name. */
import type { AppDocument, EventHandler, Notifications, Triggers, Widget } from "../../document";
import { Renamer } from "./renaming-code";

export { renameInCode, renameInTemplate } from "./renaming-code";

export function rename(document: AppDocument, from: string, to: string): AppDocument {
  const say = new Renamer(from, to);
  const named = <T extends { name: string }>(item: T): T => ({ ...item, name: say.name(item.name) });
  const query = <T extends Runnable>(one: T): T => ({ ...named(one), ...runnable(one, say) });
  return {
    ...document,
    queries: document.queries.map(query),
    javascript_queries: document.javascript_queries.map((one) => ({ ...query(one), code: say.code(one.code) })),
    states: document.states.map(named),
    transformers: document.transformers.map((one) => ({ ...named(one), code: say.code(one.code) })),
    responders: document.responders.map((one) => ({
      ...named(one),
      data: say.template(one.data),
      events: handlers(one.events, say),
    })),
    scripts: { startup: say.code(document.scripts.startup) },
    widgets: document.widgets.map((one) => widget(named(one), say)),
  };
}

interface Runnable {
  name: string;
  arguments: { name: string; value: string }[];
  triggers: Triggers;
  notifications: Notifications;
  confirm: string;
  events: EventHandler[];
}

/** What stream and JavaScript queries share. */
function runnable(query: Runnable, to: Renamer): Omit<Runnable, "name"> {
  const { notifications } = query;
  return {
    arguments: to.values(query.arguments),
    triggers: { ...query.triggers, after: query.triggers.after.map((name) => to.name(name)) },
    notifications: {
      ...notifications,
      success: to.template(notifications.success),
      failure: to.template(notifications.failure),
    },
    confirm: to.template(query.confirm),
    events: handlers(query.events, to),
  };
}

const handlers = (events: EventHandler[], to: Renamer): EventHandler[] =>
  events.map((handler) => ({
    ...handler,
    only_when: to.template(handler.only_when),
    action: to.action(handler.action),
  }));

function widget(one: Widget, to: Renamer): Widget {
  const properties = Object.fromEntries(
    Object.entries(one.properties).map(([key, value]) => [key, property(value, to)]),
  );
  // What names a query itself, and not by a binding.
  if (one.type === "connection") properties.query = to.name(one.properties.query);
  return {
    ...one,
    properties: properties as unknown as Widget["properties"],
    hidden: to.template(one.hidden),
    parent: one.parent && { ...one.parent, widget: to.name(one.parent.widget) },
    events: handlers(one.events, to),
  } as Widget;
}

function property(value: unknown, to: Renamer): unknown {
  if (typeof value === "string") return to.template(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    // Tabs have titles that are templates; series and columns are paths into rows and say no names.
    return value.map((entry: unknown) =>
      typeof entry === "object" && entry !== null && "title" in entry && "key" in entry
        ? { ...entry, title: to.template(String(entry.title)) }
        : entry,
    );
  }
  return "queries" in value && Array.isArray(value.queries)
    ? { ...value, queries: value.queries.map((name: string) => to.name(name)) }
    : value;
}
