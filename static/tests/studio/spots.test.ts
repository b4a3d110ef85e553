/** What the canvas tells of places: within the document's bounds, or nothing. */
import { expect, it } from "vitest";
import type { Spot } from "../../src/bridge";
import { placesIn, spotIn } from "../../src/studio/canvas/spots";
import { documentOf, widgetOf } from "../documents";
import { studioWith } from "./rig";

const DOCUMENT = documentOf({ widgets: [widgetOf("box", "container"), widgetOf("go", "button")] });
const AT: Spot = { parent: null, x: 0, y: 0, w: 4, h: 2 };

it("takes a place as it is", () => {
  const inside = { ...AT, parent: { widget: "box", slot: "" } };
  expect(spotIn(DOCUMENT, AT)).toEqual(AT);
  expect(placesIn(DOCUMENT, [{ name: "go", ...inside }])).toEqual([{ name: "go", ...inside }]);
});

it("brings it within the bounds, and leaves what doesn't belong there", () => {
  const far = { ...AT, x: 11, y: 1e9, w: 90, h: 400, more: 1 };
  expect(spotIn(DOCUMENT, far)).toEqual({ parent: null, x: 0, y: 10_000, w: 12, h: 100 });
  expect(spotIn(DOCUMENT, { ...AT, x: -3, y: -1, h: 0 })).toEqual({ ...AT, h: 1 });
});

it.each([
  { x: Number.NaN },
  { y: 1.5 },
  { w: "4" },
  { h: undefined },
  { parent: undefined },
  { parent: { widget: "go", slot: "" } },
  { parent: { widget: "gone", slot: "" } },
])("knows no place at %o", (wrong) => {
  expect(spotIn(DOCUMENT, { ...AT, ...wrong } as Spot)).toBeNull();
});

it("puts nothing into itself", () => {
  expect(placesIn(DOCUMENT, [{ name: "box", ...AT, parent: { widget: "box", slot: "" } }])).toEqual([]);
});

it("adds no widget of a kind there isn't, nor where there is no place", () => {
  const studio = studioWith({ widgets: DOCUMENT.widgets });
  studio.inserted("toString" as "button", AT);
  studio.inserted("button", { ...AT, x: Number.NaN });
  expect(studio.document.value.widgets).toHaveLength(2);
  studio.inserted("button", { ...AT, y: 8 });
  expect(studio.document.value.widgets).toHaveLength(3);
});
