/** Changes of a document as pure functions: each returns a new document and shares what it leaves alone. */

import type { Place } from "../../bridge";
import type { AppDocument, Widget } from "../../document";

/** The lists whose entries have names. */
export const GROUPS = ["queries", "javascript_queries", "states", "transformers", "responders", "widgets"] as const;
export type Group = (typeof GROUPS)[number];
export type ItemOf<G extends Group> = AppDocument[G][number];

/** Change what all entries of a list have: `url`, `code`, `events`, `hidden` … */
export function change<G extends Group>(
  document: AppDocument,
  group: G,
  name: string,
  changes: Partial<ItemOf<G>>,
): AppDocument {
  const items: ItemOf<Group>[] = document[group];
  return { ...document, [group]: items.map((item) => (item.name === name ? { ...item, ...changes } : item)) };
}

export const add = <G extends Group>(document: AppDocument, group: G, item: ItemOf<G>): AppDocument => ({
  ...document,
  [group]: [...document[group], item],
});

/** In which list a name stands. */
export const groupOf = (document: AppDocument, name: string): Group | undefined =>
  GROUPS.find((group) => document[group].some((item) => item.name === name));

/** Give one property of a widget a value. The inspector takes both from the widget's own definition, so they fit. */
export const changeProperty = (document: AppDocument, name: string, property: string, value: unknown): AppDocument => ({
  ...document,
  widgets: document.widgets.map((widget) =>
    widget.name === name ? ({ ...widget, properties: { ...widget.properties, [property]: value } } as Widget) : widget,
  ),
});

export const changeStartup = (document: AppDocument, startup: string): AppDocument => ({
  ...document,
  scripts: { ...document.scripts, startup },
});

export const changeAppearance = (document: AppDocument, changes: Partial<AppDocument["appearance"]>): AppDocument => ({
  ...document,
  appearance: { ...document.appearance, ...changes },
});

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
