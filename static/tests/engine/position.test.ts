/** Every offset is counted once: received, replaced or missing. */
import { expect, test } from "vitest";
import { Graph } from "../../src/engine/graph";
import { ServerClock } from "../../src/engine/latency";
import { Stream } from "../../src/engine/stream";
import type { Batch, Gap } from "../../src/protocol";
import { FakeClock, statusOf } from "./harness";

const SEEDS = 400;
const TOP = 120; // messages of one run

/** The same numbers for the same seed (a linear congruential generator, as in Numerical Recipes). */
function dice(seed: number): (sides: number) => number {
  let state = seed >>> 0;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

class Viewer {
  readonly stream = new Stream(new Graph(() => {}), new FakeClock(), new ServerClock(), 1_000, () => {});
  readonly got: number[] = [];
  readonly holes: number[] = [];
  epoch = "e";

  join(fields: { top: number; resumed?: boolean; fresh?: boolean }): void {
    const { top, resumed = false, fresh = true } = fields;
    const item = { type: "stream" as const, query: "q", stream: "s", scope: "session", epoch: this.epoch };
    const bounds = { window: 1_000, max_age_seconds: 0, keyed: false };
    this.stream.join({ ...item, ...bounds, top, resumed, status: statusOf() }, fresh, undefined);
  }

  batch(from: number, to: number, offsets: number[] | null = null): void {
    const numbers = offsets ?? Array.from({ length: to - from + 1 }, (_, i) => from + i);
    const batch: Batch = { epoch: this.epoch, from, to, at: 0, dt: numbers.map(() => 0), data: numbers };
    if (offsets) batch.offsets = offsets;
    const onHole = (missing: { from: number; to: number }): void => {
      for (let offset = missing.from; offset <= missing.to; offset += 1) this.holes.push(offset);
    };
    for (const { entry, handled } of this.stream.take(batch, onHole)) if (!handled) this.got.push(entry.data as number);
  }

  gap(from: number, to: number, count: number | null = to - from + 1): void {
    const gap: Gap = { type: "gap", stream: "s", epoch: this.epoch, from, to, count };
    const missing = this.stream.skip(gap);
    if (missing?.count) for (let offset = missing.from; offset <= missing.to; offset += 1) this.holes.push(offset);
  }

  get counts(): [received: number, replaced: number, gaps: number] {
    const { received, replaced, gaps } = this.stream;
    return [received.peek(), replaced.peek(), gaps.peek()];
  }
}

test("however a numbered stream is cut up, received and replaced and missing make the whole", () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const roll = dice(seed);
    const viewer = new Viewer();
    viewer.join({ top: 0 });
    const model = { received: new Set<number>(), replaced: new Set<number>(), missing: new Set<number>() };
    let reached = 0;
    while (reached < TOP) {
      const to = Math.min(TOP, reached + 1 + roll(9));
      // What was sent before may come again: the server repeats from where the socket was cut.
      const from = Math.max(1, reached + 1 - roll(3) * roll(4));
      const fresh = Array.from({ length: to - reached }, (_, i) => reached + 1 + i);
      const old = Array.from({ length: reached + 1 - from }, (_, i) => from + i);
      switch (roll(6)) {
        case 0: // the server says that they are gone
          viewer.gap(from, to);
          for (const offset of fresh) model.missing.add(offset);
          break;
        case 1: // nobody says anything
          if (to === TOP) continue; // nothing would come after it to show the hole
          viewer.batch(to + 1, to + 1);
          for (const offset of fresh) model.missing.add(offset);
          model.received.add(to + 1);
          reached = to + 1;
          continue;
        case 2: {
          const kept = fresh.filter(() => roll(2) === 0);
          viewer.batch(from, to, [...old.filter(() => roll(2) === 0), ...kept]);
          for (const offset of fresh) (kept.includes(offset) ? model.received : model.replaced).add(offset);
          break;
        }
        case 3: {
          // A gap before a sparse batch of the rest, as a viewer gets it that the window has passed.
          const half = reached + Math.floor((to - reached) / 2);
          if (half > reached) viewer.gap(reached + 1, half);
          viewer.batch(half + 1, to, [to]);
          for (const offset of fresh) {
            if (offset <= half) model.missing.add(offset);
            else if (offset < to) model.replaced.add(offset);
            else model.received.add(offset);
          }
          break;
        }
        default:
          viewer.batch(from, to);
          for (const offset of fresh) model.received.add(offset);
      }
      reached = to;
      if (roll(5) === 0) {
        const { offset } = viewer.stream.cursor!;
        expect(offset).toBe(reached);
        const resumed = roll(2) === 0;
        viewer.join({ top: reached, resumed, fresh: false });
        // Joined anew the window comes once more: dense, or what a keyed one holds of it.
        if (!resumed && roll(2) === 0) viewer.batch(1, reached);
        else if (!resumed) viewer.batch(1, reached, [reached]);
      }
    }
    const [received, replaced, gaps] = viewer.counts;
    expect(received + replaced + gaps, `seed ${seed}`).toBe(reached);
    expect(viewer.got, `seed ${seed}`).toEqual([...model.received]);
    expect(replaced, `seed ${seed}`).toBe(model.replaced.size);
    expect(viewer.holes, `seed ${seed}`).toEqual([...model.missing]);
    expect(gaps, `seed ${seed}`).toBe(model.missing.size);
  }
});

test("a sparse batch is no gap: the offsets it leaves out have been replaced", () => {
  const viewer = new Viewer();
  viewer.join({ top: 0 });
  viewer.batch(1, 10, [4, 9]);
  expect(viewer.got).toEqual([4, 9]);
  expect(viewer.counts).toEqual([2, 8, 0]);
  expect(viewer.stream.cursor).toEqual({ epoch: "e", offset: 10 });
  viewer.batch(11, 12);
  expect(viewer.counts).toEqual([4, 8, 0]);
  expect(viewer.holes).toEqual([]);
});

test("one who joins late counts from where the server begins", () => {
  const viewer = new Viewer();
  viewer.join({ top: 100 });
  viewer.batch(91, 100, [95, 100]);
  expect(viewer.counts).toEqual([2, 8, 0]);
});

test("a gap that overlaps what is known already is counted for the rest of it", () => {
  const viewer = new Viewer();
  viewer.join({ top: 0 });
  viewer.batch(1, 5);
  viewer.gap(4, 8);
  viewer.gap(4, 8);
  expect(viewer.counts).toEqual([5, 0, 3]);
  expect(viewer.holes).toEqual([6, 7, 8]);
});

test("a gap nobody can count passes nothing: in the numbering that follows each counts once", () => {
  const viewer = new Viewer();
  viewer.join({ top: 0 });
  viewer.batch(1, 2);
  viewer.gap(3, 3, null);
  expect(viewer.stream.cursor).toEqual({ epoch: "e", offset: 2 });
  viewer.join({ top: 1, fresh: false }); // the store had lost the end of it, and goes on
  viewer.batch(1, 4);
  expect(viewer.got).toEqual([1, 2, 3, 4]);
  viewer.gap(5, 5, null);
  viewer.epoch = "other";
  viewer.join({ top: 0, fresh: false });
  viewer.batch(1, 2);
  expect(viewer.counts).toEqual([6, 0, 0]);
});
