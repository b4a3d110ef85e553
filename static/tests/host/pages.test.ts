// @vitest-environment happy-dom
/** The address says which page is shown; going back leads to the one before. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createPageHistory } from "../../src/host/pages";

let time = 0;
let came: string[] = [];
const open = (search: string) => {
  history.replaceState(null, "", `/a/app/${search}`);
  return createPageHistory(
    (page) => came.push(page),
    () => time,
  );
};

beforeEach(() => {
  time += 10_000;
  came = [];
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test("opening leaves the address as it is, going on adds to the history", () => {
  const pages = open("?pair=EUR");
  const before = history.length;
  expect(pages.wanted).toBe("");
  pages.showing("home");
  expect([location.search, history.length]).toEqual(["?pair=EUR", before]);
  pages.showing("more");
  expect([location.search, history.length]).toEqual(["?pair=EUR&page=more", before + 1]);
  pages.showing("more");
  expect(history.length).toBe(before + 1);
});

test("coming back to the address without a page says nothing new", () => {
  const pages = open("");
  pages.showing("home");
  pages.showing("more");
  history.replaceState(null, "", "/a/app/");
  dispatchEvent(new PopStateEvent("popstate"));
  expect(came.at(-1)).toBe("");
  const before = history.length;
  pages.showing("home");
  expect([location.search, history.length]).toEqual(["", before]);
});

test("an app that turns its pages all the time leaves one step, and only names get into the address", () => {
  vi.useFakeTimers();
  const replaced = vi.spyOn(history, "replaceState");
  const pages = open("?page=a");
  const before = history.length;
  replaced.mockClear();
  pages.showing("a");
  for (let turn = 0; turn < 50; turn += 1) pages.showing(`p${turn}`);
  pages.showing("javascript:alert(1)");
  expect([location.search, history.length]).toEqual(["?page=p0", before + 1]);
  vi.runAllTimers();
  expect([location.search, history.length]).toEqual(["?page=p49", before + 1]);
  expect(replaced).toHaveBeenCalledTimes(1);
});

test("an app that turns its pages without anybody there leaves no step, and going back is not overtaken", () => {
  vi.useFakeTimers();
  vi.stubGlobal("navigator", { userActivation: { isActive: false } });
  const pages = open("?page=a");
  const before = history.length;
  for (let turn = 0; turn < 20; turn += 1) {
    time += 5_000;
    pages.showing(`p${turn}`);
  }
  expect([location.search, history.length]).toEqual(["?page=p19", before]);
  pages.showing("late");
  dispatchEvent(new PopStateEvent("popstate"));
  vi.runAllTimers();
  expect([location.search, came.at(-1)]).toEqual(["?page=p19", "p19"]);
});
