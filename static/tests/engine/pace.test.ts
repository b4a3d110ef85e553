/** Pacing: what runs of a burst, in which order, and that nothing runs after it was cancelled. */
import { expect, test } from "vitest";
import { DELAYED_MAX, paceOf } from "../../src/engine/pace";
import { FakeClock } from "./harness";

type Settings = Parameters<typeof paceOf>[0];

function rig(settings: Partial<Settings>) {
  const clock = new FakeClock();
  const begun = clock.time;
  const ran: [number, unknown][] = []; // ms after the beginning, data
  let crowded = 0;
  const pace = paceOf({ debounce_ms: 0, throttle_ms: 0, delay_ms: 0, ...settings }, clock, () => {
    crowded += 1;
  })!;
  const take = (data: unknown): void => pace.take(() => ran.push([clock.time - begun, data]));
  return { clock, ran, pace, take, crowded: () => crowded };
}

test("without pace there is none, so that nothing is paid for it", () => {
  expect(paceOf({ debounce_ms: 0, throttle_ms: 0, delay_ms: 0 }, new FakeClock(), () => {})).toBe(null);
});

test("debounce runs once, with the last event, after the quiet", async () => {
  const { clock, ran, take } = rig({ debounce_ms: 100 });
  for (let i = 0; i < 10; i += 1) {
    take(i);
    await clock.advance(30);
  }
  expect(ran).toEqual([]);
  await clock.advance(1_000);
  expect(ran).toEqual([[370, 9]]);
  take("again");
  await clock.advance(100);
  expect(ran).toEqual([
    [370, 9],
    [1_400, "again"],
  ]);
});

test("a burst of thousands costs one timer", async () => {
  const { clock, take, ran } = rig({ debounce_ms: 100 });
  for (let i = 0; i < 5_000; i += 1) take(i);
  expect(clock.waiting).toBe(1);
  await clock.advance(100);
  expect(ran).toEqual([[100, 4_999]]);
});

test("throttle runs the first at once, then at most so often, and never loses the last", async () => {
  const { clock, ran, take } = rig({ throttle_ms: 100 });
  for (let i = 0; i < 25; i += 1) {
    take(i);
    await clock.advance(10);
  }
  await clock.advance(1_000);
  expect(ran).toEqual([
    [0, 0],
    [100, 9],
    [200, 19],
    [300, 24],
  ]);
  take("later");
  expect(ran.at(-1)).toEqual([1_250, "later"]);
  expect(clock.waiting).toBe(1);
});

test("delay runs each, in order, later", async () => {
  const { clock, ran, take } = rig({ delay_ms: 500 });
  take("a");
  await clock.advance(200);
  take("b");
  take("c");
  await clock.advance(2_000);
  expect(ran).toEqual([
    [500, "a"],
    [700, "b"],
    [700, "c"],
  ]);
});

test("of too many that are delayed the oldest run early: none is lost, the order stays", async () => {
  const { clock, ran, take, crowded } = rig({ delay_ms: 1_000 });
  for (let i = 0; i < DELAYED_MAX + 3; i += 1) take(i);
  expect(ran).toEqual([
    [0, 0],
    [0, 1],
    [0, 2],
  ]);
  expect(crowded()).toBe(3);
  await clock.advance(1_000);
  expect(ran.map(([, data]) => data)).toEqual(Array.from({ length: DELAYED_MAX + 3 }, (_, i) => i));
});

test("the delay comes after the debounce", async () => {
  const { clock, ran, take } = rig({ debounce_ms: 100, delay_ms: 50 });
  take(1);
  take(2);
  await clock.advance(1_000);
  expect(ran).toEqual([[150, 2]]);
});

test("what is cancelled never runs, and leaves no timer", async () => {
  for (const settings of [
    { debounce_ms: 50 },
    { throttle_ms: 50 },
    { delay_ms: 50 },
    { throttle_ms: 50, delay_ms: 50 },
  ]) {
    const { clock, ran, take, pace } = rig(settings);
    take(1);
    take(2);
    const before = ran.length;
    pace.cancel();
    expect(clock.waiting).toBe(0);
    await clock.advance(1_000);
    expect(ran).toHaveLength(before);
  }
});
