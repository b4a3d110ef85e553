/** Changes of a document as pure functions: each returns a new document and shares what it leaves alone. */

import type { Place } from "../../bridge";
import type { Action, AppDocument, EventHandler, StreamQuery, TemporaryState, Widget } from "../../document";

type Named = { name: string };

function replace<T extends Named>(items: readonly T[], name: string, change: (item: T) => T): T[] {
  return items.map((item) => (item.name === name ? change(item) : item));
}

export const changeQuery = (document: AppDocument, name: string, changes: Partial<StreamQuery>): AppDocument => ({
  ...document,
  queries: replace(document.queries, name, (query) => ({ ...query, ...changes })),
});

export const changeState = (document: AppDocument, name: string, changes: Partial<TemporaryState>): AppDocument => ({
  ...document,
  states: replace(document.states, name, (state) => ({ ...state, ...changes })),
});

/** Change what all widgets have: `hidden`, `events`, `layout`. */
export const changeWidget = (
  document: AppDocument,
  name: string,
  changes: Partial<Pick<Widget, "hidden" | "events" | "layout">>,
): AppDocument => ({
  ...document,
  widgets: replace<Widget>(document.widgets, name, (widget) => ({ ...widget, ...changes })),
});

/** Give one property of a widget a value. The inspector takes both from the widget's own definition, so they fit. */
export const changeProperty = (document: AppDocument, name: string, property: string, value: unknown): AppDocument => ({
  ...document,
  widgets: replace<Widget>(
    document.widgets,
    name,
    (widget) => ({ ...widget, properties: { ...widget.properties, [property]: value } }) as Widget,
  ),
});

export const changeStartup = (document: AppDocument, startup: string): AppDocument => ({
  ...document,
  scripts: { ...document.scripts, startup },
});

export const addQuery = (document: AppDocument, query: StreamQuery): AppDocument => ({
  ...document,
  queries: [...document.queries, query],
});

export const addState = (document: AppDocument, state: TemporaryState): AppDocument => ({
  ...document,
  states: [...document.states, state],
});

export const addWidget = (document: AppDocument, widget: Widget): AppDocument => ({
  ...document,
  widgets: [...document.widgets, widget],
});

export function removeWidgets(document: AppDocument, names: readonly string[]): AppDocument {
  const widgets = document.widgets.filter((widget) => !names.includes(widget.name));
  return widgets.length === document.widgets.length ? document : { ...document, widgets };
}

/** Handlers that would name nothing afterwards go with the query or state they act on. */
export const removeQuery = (document: AppDocument, name: string): AppDocument =>
  withoutHandlers(
    { ...document, queries: document.queries.filter((query) => query.name !== name) },
    (action) => action.type === "broadcast" && action.query === name,
  );

export const removeState = (document: AppDocument, name: string): AppDocument =>
  withoutHandlers(
    { ...document, states: document.states.filter((state) => state.name !== name) },
    (action) => action.type === "set_state" && action.state === name,
  );

/** How many handlers act on a query or state; said before it is deleted. */
export function handlersActingOn(document: AppDocument, name: string): number {
  return [...document.queries, ...document.widgets]
    .flatMap((owner): EventHandler[] => owner.events)
    .filter(
      ({ action }) =>
        (action.type === "broadcast" && action.query === name) ||
        (action.type === "set_state" && action.state === name),
    ).length;
}

/** After a drag or resize. Places that change nothing leave the document as it is. */
export function placeWidgets(document: AppDocument, places: readonly Place[]): AppDocument {
  const byName = new Map(places.map((place) => [place.name, place]));
  let changed = false;
  const widgets = document.widgets.map((widget) => {
    const place = byName.get(widget.name);
    if (!place) return widget;
    const { layout, parent } = widget;
    const { name: _, parent: into, ...at } = place;
    const still = at.x === layout.x && at.y === layout.y && at.w === layout.w && at.h === layout.h;
    if (still && into?.widget === parent?.widget && into?.slot === parent?.slot) return widget;
    changed = true;
    return { ...widget, layout: at, parent: into };
  });
  return changed ? { ...document, widgets } : document;
}

function withoutHandlers(document: AppDocument, unwanted: (action: Action) => boolean): AppDocument {
  const clean = <T extends { events: EventHandler[] }>(owner: T): T =>
    owner.events.some((handler) => unwanted(handler.action))
      ? { ...owner, events: owner.events.filter((handler) => !unwanted(handler.action)) }
      : owner;
  return {
    ...document,
    queries: document.queries.map(clean),
    widgets: document.widgets.map((widget) => clean<Widget>(widget)),
  };
}
