/** Pages: what stands on one that isn't shown costs nothing, and is right once it is. */
import { expect, test } from "vitest";
import type { AppDocument, EventHandler } from "../../src/document";
import { documentOf, handlerOf, js, Rig, stateOf, widgetOf } from "./harness";

const PAGES: AppDocument["pages"] = [{ name: "home", title: "Home", hidden: false }];
PAGES.push({ name: "more", title: "", hidden: true });

const at = (name: string, page: string, content: string, events: EventHandler[] = []) =>
  widgetOf(name, "text", { content }, events, { page });

const appOf = (...widgets: ReturnType<typeof at>[]) =>
  documentOf({ pages: PAGES, states: [stateOf("x", 1)], widgets, scripts: { startup: "window.counted = 0" } });

const shown = (rig: Rig): string[] => rig.of("page").map(({ name }) => name);

const COUNTING = "{{ (window.counted += 1, x.value * 10) }}";

test("only the page shown is evaluated; another one's values are there before it is said to be shown", async () => {
  const rig = new Rig(appOf(at("here", "home", "{{ x.value }}"), at("there", "more", COUNTING)));
  await rig.clock.advance(100);
  expect(shown(rig)).toEqual(["home"]);
  expect(rig.prop("here", "content")).toBe(1);
  expect(rig.prop("there", "content")).toBeUndefined();
  expect(await rig.read("counted")).toBe(0);

  rig.engine.receive({ type: "page", name: "more" });
  await rig.clock.advance(100);
  expect(shown(rig)).toEqual(["home", "more"]);
  const types = rig.posts.map(({ type }) => type);
  expect(types.lastIndexOf("props")).toBeLessThan(types.lastIndexOf("page"));
  expect(rig.prop("there", "content")).toBe(10);
});

test("what changed while its page wasn't shown is right when it is, and nothing was evaluated meanwhile", async () => {
  const rig = new Rig(appOf(at("there", "more", COUNTING)), {
    page: "more",
  });
  await rig.clock.advance(100);
  expect(shown(rig)).toEqual(["more"]);
  expect(rig.prop("there", "content")).toBe(10);
  rig.engine.receive({ type: "page", name: "" });
  await rig.clock.advance(100);
  expect(shown(rig)).toEqual(["more", "home"]);
  const before = await rig.read("counted");
  rig.run("for (let i = 0; i < 5; i += 1) x.setValue(i)");
  await rig.clock.advance(100);
  expect(await rig.read("counted")).toBe(before);
  rig.run("pages.open('more')");
  await rig.clock.advance(100);
  expect(rig.prop("there", "content")).toBe(40);
});

test("app code and actions open pages by name, and are told of one that isn't there", async () => {
  const open = handlerOf({ event: "click", action: { type: "open_page", page: "more" } });
  const button = widgetOf("go", "button", {}, [open], { page: "home" });
  const rig = new Rig(appOf(at("where", "home", "{{ pages.current }} of {{ pages.list.length }}"), button));
  await rig.clock.advance(100);
  expect(rig.prop("where", "content")).toBe("home of 2");
  expect(await rig.read("pages.list[1]")).toEqual({ name: "more", title: "more" });
  rig.engine.receive({ type: "event", widget: "go", event: "click", data: null });
  await rig.clock.advance(100);
  expect(await rig.read("pages.current")).toBe("more");
  rig.run("pages.open('nowhere')");
  await rig.clock.advance(100);
  expect(rig.reports().at(-1)).toContain('there is no page "nowhere"; the pages: home, more');
  expect(await rig.read("pages.open('home')")).toMatch(/in an event handler/);
});

test("when the page shown is deleted, the first is shown; one that is moved there shows up", async () => {
  const rig = new Rig(appOf(at("there", "more", "{{ x.value }}")), { page: "more" });
  await rig.clock.advance(100);
  rig.edit({ pages: [PAGES[0]], widgets: [at("there", "home", "{{ x.value + 1 }}")] });
  await rig.clock.advance(100);
  expect(shown(rig)).toEqual(["more", "home"]);
  expect(rig.prop("there", "content")).toBe(2);
});

test("handlers read what stands on any page", async () => {
  const rig = new Rig(appOf(at("there", "more", "{{ x.value }}"), at("here", "home", "", [js("click", "")])));
  await rig.clock.advance(100);
  expect(await rig.read("there.content")).toBe(1);
});
