/** Whose words those are that come past all ports, and when they are too many. */
import { expect, it, vi } from "vitest";
import { FLOOD, FloodWatch, frameHolding } from "../src/floods";

/** A window within another; the top one is its own parent. */
function windowIn(parent?: Window): Window {
  const made = { frames: [] as Window[] } as unknown as Window & { length: number };
  Object.assign(made, { parent: parent ?? made, length: 0 });
  if (parent) Object.assign(parent, { [parent.length]: made, length: parent.length + 1 });
  return made;
}

it("finds the frame that a window lies in, however deep", () => {
  const top = windowIn();
  const player = windowIn(top);
  const [one, other] = [windowIn(player), windowIn(player)];
  const inner = windowIn(windowIn(other));
  expect(frameHolding(player, one)).toBe(one);
  expect(frameHolding(player, inner)).toBe(other);
  expect(frameHolding(player, top)).toBeNull();
  expect(frameHolding(player, player)).toBeNull();
  expect(frameHolding(player, null)).toBeNull();
  expect(frameHolding(player, { parent: null } as unknown as Window)).toBeNull(); // removed meanwhile
});

it("tells once a second which frame says too much, and counts each by itself", () => {
  vi.useFakeTimers();
  const player = windowIn(windowIn());
  const [quiet, loud] = [windowIn(player), windowIn(player)];
  const onFlood = vi.fn();
  const floods = new FloodWatch(onFlood);
  for (let n = 0; n < FLOOD; n += 1) {
    floods.heard(player, loud);
    floods.heard(player, quiet);
  }
  expect(onFlood).not.toHaveBeenCalled();
  for (let n = 0; n < FLOOD; n += 1) floods.heard(player, loud);
  expect(onFlood.mock.calls).toEqual([[1]]);
  vi.advanceTimersByTime(1_000);
  for (let n = 0; n <= FLOOD; n += 1) floods.heard(player, loud);
  expect(onFlood.mock.calls).toEqual([[1], [1]]);
  vi.useRealTimers();
});
