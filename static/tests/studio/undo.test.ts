// @vitest-environment happy-dom
/** Every kind of edit, undone: the document is what it was, to the byte, and nothing was changed in place. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { AppDocument, Widget } from "../../src/document";
import { COMMANDS } from "../../src/studio/commands/all";
import { blankHandler, blankJavaScript, blankQuery, blankResponder, blankState } from "../../src/studio/draft/blank";
import * as edits from "../../src/studio/draft/edits";
import * as pages from "../../src/studio/draft/pages";
import * as parents from "../../src/studio/draft/parents";
import * as placement from "../../src/studio/draft/placement";
import * as removing from "../../src/studio/draft/removing";
import { loadLanguage } from "../../src/studio/language/lazy";
import * as renaming from "../../src/studio/language/renaming";
import { Studio } from "../../src/studio/studio";
import { documentOf, handlerOf, stateOf, transformerOf, widgetOf } from "../documents";
import { studioWith } from "./rig";

const PAGE = "page1";
const lead = handlerOf({ event: "click", action: { type: "open_page", page: "page2" } });
const runs = handlerOf({ event: "click", action: { type: "run_query", query: "ticker" } });

const DOCUMENT: AppDocument = frozen(
  documentOf({
    pages: [
      { name: PAGE, title: "One", hidden: false },
      { name: "page2", title: "Two", hidden: false },
    ],
    queries: [
      { ...blankQuery("ticker", "wss://a.example/"), events: [blankHandler("success")] },
      { ...blankQuery("other", "wss://b.example/"), triggers: { ...blankQuery("q", "").triggers, after: ["ticker"] } },
    ],
    javascript_queries: [{ ...blankJavaScript("script"), code: "return ticker.data" }],
    states: [stateOf("state", 1, "number")],
    transformers: [transformerOf("doubled", "return ticker.data + state.value")],
    responders: [{ ...blankResponder("responder"), data: "{{ ticker.data }}" }],
    widgets: [
      widgetOf("text1", "text", { content: "{{ ticker.data }}" }),
      widgetOf("button1", "button", {}, [runs, lead], { layout: { x: 4, y: 0, w: 2, h: 2 } }),
      widgetOf("tabs1", "tabs", {
        tabs: [
          { key: "a", title: "A" },
          { key: "b", title: "B" },
        ],
      }),
      widgetOf("inner", "text", {}, [], { parent: { widget: "tabs1", slot: "a" } }),
      widgetOf("elsewhere", "text", {}, [], { page: "page2" }),
    ],
  }),
);
const TEXT = JSON.stringify(DOCUMENT);
const TABS = (DOCUMENT.widgets[2] as Extract<Widget, { type: "tabs" }>).properties.tabs;

function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) for (const each of Object.values(value)) frozen(each);
  return Object.freeze(value);
}

type Edit = (document: AppDocument) => AppDocument;

/** Every function that makes another document, by module. What else a module has is named, so that nothing is left out. */
const MODULES: Record<string, { module: object; edits: Record<string, Edit>; others: readonly string[] }> = {
  edits: {
    module: edits,
    edits: {
      add: (document) => edits.add(document, "states", blankState("more")),
      change: (document) => edits.change(document, "queries", "ticker", { url: "wss://c.example/" }),
      changeProperty: (document) => edits.changeProperty(document, "text1", "content", "other"),
      changeStartup: (document) => edits.changeStartup(document, "window.list = []"),
      changeAppearance: (document) => edits.changeAppearance(document, { theme: "dark" }),
      placeWidgets: (document) =>
        edits.placeWidgets(document, [{ name: "text1", parent: null, x: 6, y: 4, w: 3, h: 3 }]),
    },
    others: ["GROUPS", "groupOf"],
  },
  pages: {
    module: pages,
    edits: {
      addPage: (document) => pages.addPage(document).document,
      changePage: (document) => pages.changePage(document, PAGE, { title: "Other" }),
      renamePage: (document) => pages.renamePage(document, "page2", "second"),
      removePage: (document) => pages.removePage(document, "page2"),
      movePage: (document) => pages.movePage(document, "page2", -1),
      moveToPage: (document) => pages.moveToPage(document, ["tabs1"], "page2"),
    },
    others: ["PAGES_MAX", "pageTitle", "widgetsOn"],
  },
  parents: {
    module: parents,
    edits: {
      moveInto: (document) => parents.moveInto(document, "text1", { widget: "tabs1", slot: "b" }),
      changeTabs: (document) => parents.changeTabs(document, "tabs1", [...TABS, { key: "c", title: "C" }]),
      mergeTab: (document) => parents.mergeTab(document, "tabs1", TABS.slice(1), "a", "b"),
    },
    others: ["holds", "roomsFor", "roomKey", "isIn", "within", "freePlaceIn"],
  },
  placement: { module: placement, edits: {}, others: ["GRID_COLUMNS", "nextFreePlace"] },
  removing: {
    module: removing,
    edits: { remove: (document) => removing.remove(document, ["ticker", "tabs1"]) },
    others: ["namedBy", "consequences"],
  },
  renaming: {
    module: renaming,
    edits: { rename: (document) => renaming.rename(document, "ticker", "prices") },
    others: ["captures"],
  },
};

/** How each method of the studio that may edit is called; and those that don't. */
const METHODS: Record<string, (studio: Studio) => unknown> = {
  addWidget: (studio) => studio.addWidget("table", { w: 4, h: 4 }),
  inserted: (studio) => studio.inserted("button", { parent: null, x: 0, y: 0, w: 4, h: 1 }),
  addQuery: (studio) => studio.addQuery(blankQuery("more", "wss://d.example/")),
  addItem: (studio) => studio.addItem("state"),
  addQuietly: (studio) => studio.addQuietly("transformer"),
  addPage: (studio) => studio.addPage(),
  remove: (studio) => studio.remove(["ticker"]),
  removeWidgets: (studio) => studio.removeWidgets(["text1"]),
  rename: (studio) => studio.rename("ticker", "prices"),
  renamePage: (studio) => studio.renamePage(PAGE, "first"),
};
const READERS = (
  "constructor queryAtHand select showPage shown drop showNeighbour show renamed run runAgain disconnect changedSinceRun " +
  "restart started preview evaluate"
).split(" ");

let studio: Studio;

beforeEach(async () => {
  await loadLanguage();
  studio = studioWith(DOCUMENT);
  vi.useFakeTimers();
  vi.stubGlobal("open", vi.fn()); // a preview would open a tab
  return () => {
    studio.draft.dispose();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  };
});

/** Back to the beginning, forth to the end, and back again: each document is the one that stood there, to the byte. */
function expectUndone(): void {
  const texts = [JSON.stringify(studio.document.peek())];
  while (studio.draft.history.last.peek()) {
    studio.steps.undo();
    texts.push(JSON.stringify(studio.document.peek()));
  }
  expect(texts.at(-1)).toBe(TEXT);
  expect(studio.document.peek()).toEqual(DOCUMENT);
  for (const text of texts.slice(0, -1).reverse()) {
    studio.steps.redo();
    expect(JSON.stringify(studio.document.peek())).toBe(text);
  }
  while (studio.draft.history.last.peek()) studio.steps.undo();
  expect(JSON.stringify(studio.document.peek())).toBe(TEXT);
  expect(studio.draft.state.peek().kind).toBe("saved");
}

describe.each(Object.entries(MODULES))("draft/%s", (_, { module, edits, others }) => {
  it("has no function that this test doesn't know", () => {
    expect(Object.keys(module).sort()).toEqual([...Object.keys(edits), ...others].sort());
  });

  for (const [name, edit] of Object.entries(edits)) {
    it(`${name} is undone`, () => {
      studio.draft.edit(name, edit);
      expect(JSON.stringify(studio.document.peek())).not.toBe(TEXT);
      expectUndone();
    });
  }
});

describe("the studio", () => {
  it("has no method that this test doesn't know", () => {
    const methods = Object.getOwnPropertyNames(Studio.prototype);
    expect(methods.sort()).toEqual([...Object.keys(METHODS), ...READERS].sort());
  });

  it.each(Object.entries(METHODS))("%s is undone", async (_, edit) => {
    await edit(studio);
    expect(JSON.stringify(studio.document.peek())).not.toBe(TEXT);
    expectUndone();
  });

  it("undoes all of them in a row", async () => {
    for (const edit of Object.values(METHODS)) {
      try {
        await edit(studio);
      } catch {
        // What an earlier one has taken away or renamed; the point is the row.
      }
    }
    for (const { edits } of Object.values(MODULES)) {
      for (const [name, edit] of Object.entries(edits)) studio.draft.edit(name, edit);
    }
    expectUndone();
  });
});

it.each(COMMANDS.filter(({ id }) => !["edit.undo", "edit.redo"].includes(id)).map((command) => [command.id, command]))(
  "the command %s is undone",
  (_, command) => {
    studio.select(["text1", "button1"]);
    if (typeof command !== "object" || command.ready?.(studio) === false) return;
    command.run(studio);
    if (studio.deleting.peek()) studio.remove(studio.deleting.peek() ?? []);
    expectUndone();
  },
);

describe("after undo and redo", () => {
  it("what is gone is deselected, what came back is selected, what changed is shown", () => {
    studio.addWidget("table", { w: 4, h: 4 });
    expect(studio.selected.peek()).toEqual(["table1"]);
    studio.steps.undo();
    expect(studio.selected.peek()).toEqual([]);
    studio.steps.redo();
    expect(studio.selected.peek()).toEqual(["table1"]);
    studio.draft.edit("Change", (document) => edits.change(document, "states", "state", { initial: 2 }));
    studio.steps.undo();
    expect(studio.item.peek()).toEqual({ kind: "state", name: "state" });
  });

  it("a part that gets its old name back stays shown and selected", async () => {
    studio.show("ticker");
    await studio.rename("ticker", "prices");
    expect(studio.item.peek()).toEqual({ kind: "query", name: "prices" });
    studio.steps.undo();
    expect(studio.item.peek()).toEqual({ kind: "query", name: "ticker" });
    studio.select(["text1"]);
    await studio.rename("text1", "title");
    expect(studio.selected.peek()).toEqual(["title"]);
    studio.steps.undo();
    expect(studio.selected.peek()).toEqual(["text1"]);
  });

  it("a page that is gone is left, and one that changed is shown", () => {
    studio.addPage();
    expect(studio.page.peek()).toBe("page3");
    studio.steps.undo();
    expect(studio.page.peek()).toBe(PAGE);
    studio.draft.edit("Delete page page2", (document) => pages.removePage(document, "page2"));
    studio.steps.undo();
    expect(studio.page.peek()).toBe("page2");
    studio.draft.edit("Change", (document) => edits.changeProperty(document, "text1", "content", "x"));
    studio.steps.undo();
    expect(studio.page.peek()).toBe(PAGE);
  });

  it("the start-up script and the app's settings are shown where they are edited", () => {
    studio.draft.edit("Change", (document) => edits.changeStartup(document, "1"));
    studio.draft.edit("Change", (document) => edits.changeAppearance(document, { theme: "dark" }));
    studio.steps.undo();
    expect(studio.leftPanel.peek()).toBe("settings");
    studio.steps.undo();
    expect(studio.item.peek()).toEqual({ kind: "startup" });
  });
});
