// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { REST_MS, Rest } from "../../src/ui/rest";

const life = new AbortController();
let page: EventTarget;
let rest: Rest;
const pointer = (type: string, buttons: number) => page.dispatchEvent(new PointerEvent(type, { buttons }));

beforeEach(() => {
  vi.useFakeTimers();
  page = new EventTarget();
  rest = new Rest(page, life.signal);
});
afterEach(() => vi.useRealTimers());

it("lasts again a while after a key, and not while a button is held", () => {
  expect(rest.lasts).toBe(true);
  page.dispatchEvent(new Event("keydown"));
  expect(rest.lasts).toBe(false);
  vi.advanceTimersByTime(REST_MS);
  expect(rest.lasts).toBe(true);
  pointer("pointerdown", 1);
  vi.advanceTimersByTime(60_000);
  expect(rest.lasts).toBe(false);
  pointer("pointermove", 0); // released where it couldn't be heard
  vi.advanceTimersByTime(REST_MS);
  expect(rest.lasts).toBe(true);
});

it("ends what is done meanwhile, unless that is done", () => {
  const outer = new AbortController();
  const work = rest.while();
  const done = rest.while();
  const other = rest.while(outer.signal);
  done.done();
  outer.abort();
  expect(other.signal.aborted).toBe(true);
  expect(work.signal.aborted).toBe(false);
  page.dispatchEvent(new Event("wheel"));
  expect(work.signal.aborted).toBe(true);
  expect(done.signal.aborted).toBe(false);
});
