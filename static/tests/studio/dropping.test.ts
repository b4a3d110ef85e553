// @vitest-environment happy-dom
/** A widget dropped from the palette stands on the page that the canvas showed, whatever has happened since. */
import { expect, it } from "vitest";
import { removePage } from "../../src/studio/draft/pages";
import type { Studio } from "../../src/studio/studio";
import { widgetOf } from "../documents";
import { studioWith } from "./rig";

const SPOT = { x: 1, y: 2, w: 2, h: 2 };

function opened(): Studio {
  return studioWith({
    pages: [
      { name: "first", title: "", hidden: false },
      { name: "second", title: "", hidden: false },
    ],
    widgets: [widgetOf("box", "container", {}, [], { page: "first", layout: { x: 0, y: 0, w: 6, h: 6 } })],
  });
}
const added = (studio: Studio) => studio.document.peek().widgets.find(({ type }) => type === "stat");

it("though another page is being shown", () => {
  const studio = opened();
  studio.showPage("second");
  studio.addWidget("stat", { w: 2, h: 2 }, { ...SPOT, parent: { widget: "box", slot: "" }, page: "first" });
  expect(added(studio)).toMatchObject({ page: "first", parent: { widget: "box", slot: "" }, layout: SPOT });
  expect(studio.page.peek()).toBe("first");
});

it("beside a container that is gone, and on the page shown where its own is gone", () => {
  const studio = opened();
  studio.addWidget("stat", { w: 2, h: 2 }, { ...SPOT, parent: { widget: "gone", slot: "" }, page: "first" });
  expect(added(studio)).toMatchObject({ page: "first", parent: null });
  const other = opened();
  other.draft.edit("Delete page", (document) => removePage(document, "first"));
  other.drop(opened().document.peek());
  other.addWidget("stat", { w: 2, h: 2 }, { ...SPOT, parent: null, page: "first" });
  expect(added(other)).toMatchObject({ page: "second" });
});
