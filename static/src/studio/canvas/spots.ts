/** Places as the canvas tells them: drawn where the app is, so what comes of them is looked at before it is in the draft. */
import { COLUMNS } from "../../arrange/groups";
import type { Place, Spot } from "../../bridge";
import type { AppDocument, Parent } from "../../document";
import { holds } from "../draft/parents";

const ROW_MAX = 10_000; // the document's bounds
const HEIGHT_MAX = 100;

/** Within the bounds of a document, in something that can hold it; null: it is no place. */
export function spotIn(document: AppDocument, { parent, x, y, w, h }: Spot): Spot | null {
  if (![x, y, w, h].every(Number.isInteger)) return null;
  const into = roomIn(document, parent);
  if (into === undefined) return null;
  const width = between(w, 1, COLUMNS);
  return {
    parent: into,
    x: between(x, 0, COLUMNS - width),
    y: between(y, 0, ROW_MAX),
    w: width,
    h: between(h, 1, HEIGHT_MAX),
  };
}

/** Those that are places. */
export function placesIn(document: AppDocument, places: readonly Place[]): Place[] {
  return places.flatMap((place) => {
    const spot = place.parent?.widget === place.name ? null : spotIn(document, place);
    return spot ? [{ name: place.name, ...spot }] : [];
  });
}

function roomIn({ widgets }: AppDocument, parent: Parent | null): Parent | null | undefined {
  if (parent === null) return null;
  const holder = widgets.find(({ name }) => name === parent?.widget);
  return holder && holds(holder) ? { widget: holder.name, slot: String(parent.slot) } : undefined;
}

const between = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);
