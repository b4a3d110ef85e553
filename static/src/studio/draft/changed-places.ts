/** Whether an edit has done no more than move widgets. */
import { sameParent } from "../../arrange/groups";
import type { Place } from "../../bridge";
import type { AppDocument } from "../../document";

/** The new places of those that were moved; null: something else has changed too. Documents share what they leave alone. */
export function onlyPlaces(before: AppDocument, after: AppDocument): Place[] | null {
  const keys = Object.keys(after) as (keyof AppDocument)[];
  if (keys.some((key) => key !== "widgets" && before[key] !== after[key])) return null;
  if (before.widgets.length !== after.widgets.length) return null;
  const places: Place[] = [];
  for (const [index, widget] of after.widgets.entries()) {
    const was = before.widgets[index];
    if (was === widget) continue;
    if (!was) return null;
    for (const key of Object.keys(widget) as (keyof typeof widget)[]) {
      if (key !== "layout" && key !== "parent" && was[key] !== widget[key]) return null;
    }
    const { name, layout, parent } = widget;
    if (was.layout !== layout || !sameParent(was.parent, parent)) places.push({ name, parent, ...layout });
  }
  return places;
}
