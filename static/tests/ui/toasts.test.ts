import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createToasts, TOASTS_MAX } from "../../src/ui/toasts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("drops the oldest message when one too many is shown", () => {
  const toasts = createToasts();
  for (let index = 0; index <= TOASTS_MAX; index++) toasts.show(`message ${index}`);
  expect(toasts.list.value.map((toast) => toast.text)).toEqual([1, 2, 3, 4, 5].map((index) => `message ${index}`));
});

it("takes a message away after its duration, and keeps one without a duration", () => {
  const toasts = createToasts();
  toasts.show("short", "info", 1_000);
  toasts.show("stays", "error", null);
  vi.advanceTimersByTime(999);
  expect(toasts.list.value).toHaveLength(2);
  vi.advanceTimersByTime(60_000);
  expect(toasts.list.value.map((toast) => toast.text)).toEqual(["stays"]);
});
