/** Pages in the draft: each edit changes what it is about and leaves the rest as it was. */
import { describe, expect, it } from "vitest";
import type { AppDocument } from "../../src/document";
import {
  addPage,
  changePage,
  movePage,
  moveToPage,
  pageTitle,
  removePage,
  renamePage,
  widgetsOn,
} from "../../src/studio/draft/pages";
import { documentOf, handlerOf, widgetOf } from "../documents";
import { studioWith } from "./rig";

const to = (page: string) => handlerOf({ event: "click", action: { type: "open_page", page } });
const PAGES: AppDocument["pages"] = [{ name: "home", title: "Home", hidden: false }];
PAGES.push({ name: "more", title: "", hidden: false }, { name: "last", title: "", hidden: true });

const DOCUMENT = documentOf({
  pages: PAGES,
  widgets: [
    widgetOf("go", "button", {}, [to("more"), to("last")], { page: "home" }),
    widgetOf("still", "text", {}, [], { page: "home" }),
    widgetOf("box", "container", {}, [], { page: "more" }),
    widgetOf("inside", "text", {}, [], { page: "more", parent: { widget: "box", slot: "" } }),
  ],
});
const namesOf = (items: readonly { name: string }[]) => items.map(({ name }) => name);

describe("pages", () => {
  it("are added at the end under a name of their own", () => {
    const { document, name } = addPage(changePage(DOCUMENT, "last", {}));
    expect([name, namesOf(document.pages)]).toEqual(["page4", ["home", "more", "last", "page4"]]);
    const taken = { ...DOCUMENT, pages: [...DOCUMENT.pages, { name: "page5", title: "", hidden: false }] };
    expect(addPage(taken as AppDocument).name).toBe("page6");
  });

  it("have a title, or are called by their name", () => {
    expect(DOCUMENT.pages.map(pageTitle)).toEqual(["Home", "more", "last"]);
    expect(changePage(DOCUMENT, "more", { title: "More" }).pages[1]).toEqual({
      name: "more",
      title: "More",
      hidden: false,
    });
  });

  it("are renamed with their widgets and the actions that lead there; nothing else is touched", () => {
    const renamed = renamePage(DOCUMENT, "more", "details");
    expect(namesOf(renamed.pages)).toEqual(["home", "details", "last"]);
    expect(namesOf(widgetsOn(renamed, "details"))).toEqual(["box", "inside"]);
    expect(renamed.widgets[0]?.events.map(({ action }) => action)).toEqual([
      { type: "open_page", page: "details" },
      { type: "open_page", page: "last" },
    ]);
    expect(renamed.widgets[1]).toBe(DOCUMENT.widgets[1]);
  });

  it("go with their widgets and the actions that lead there; the last one stays", () => {
    const rest = removePage(DOCUMENT, "more");
    expect(namesOf(rest.pages)).toEqual(["home", "last"]);
    expect(namesOf(rest.widgets)).toEqual(["go", "still"]);
    expect(rest.widgets[0]?.events).toEqual([to("last")]);
    const one = documentOf();
    expect(removePage(one, "page1")).toBe(one);
    expect(removePage(DOCUMENT, "nowhere")).toBe(DOCUMENT);
  });

  it("move up and down, but not beyond the ends", () => {
    expect(namesOf(movePage(DOCUMENT, "last", -1).pages)).toEqual(["home", "last", "more"]);
    expect(movePage(DOCUMENT, "home", -1)).toBe(DOCUMENT);
    expect(movePage(DOCUMENT, "last", 1)).toBe(DOCUMENT);
  });

  it("take widgets over with what stands in them", () => {
    const moved = moveToPage(DOCUMENT, ["box"], "last");
    expect(namesOf(widgetsOn(moved, "last"))).toEqual(["box", "inside"]);
    expect(moved.widgets[3]?.parent).toEqual({ widget: "box", slot: "" });
    expect(moveToPage(DOCUMENT, ["inside"], "home").widgets[3]?.parent).toBeNull();
  });
});

describe("the page on the canvas", () => {
  it("is one of the draft's, whatever the canvas says", () => {
    const studio = studioWith({ pages: PAGES });
    studio.shown("more");
    expect(studio.page.value).toBe("more");
    for (const other of ["gone", "__proto__", "", undefined as unknown as string]) studio.shown(other);
    expect(studio.page.value).toBe("more");
  });
});
