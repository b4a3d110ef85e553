import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { stoppedText, Watchdog } from "../../src/player/watchdog";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function watch() {
  const pings: number[] = [];
  const silent: (string | null)[] = [];
  const dog = new Watchdog({ ping: (n) => pings.push(n), onSilent: (where) => silent.push(where), now: Date.now });
  return { dog, pings, silent };
}

describe("the watchdog", () => {
  it("pings each second and is content with answers", () => {
    const { dog, pings, silent } = watch();
    for (let second = 0; second < 10; second++) {
      vi.advanceTimersByTime(1_000);
      dog.pong(pings.at(-1) ?? 0);
    }
    expect(pings).toHaveLength(10);
    expect(silent).toEqual([]);
    dog.stop();
  });

  it("names what ran after 3 s of silence, once", () => {
    const { dog, silent } = watch();
    vi.advanceTimersByTime(1_000);
    dog.running("ticker · success · handler 1");
    vi.advanceTimersByTime(2_999);
    expect(silent).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(silent).toEqual(["ticker · success · handler 1"]);
    vi.advanceTimersByTime(60_000);
    expect(silent).toHaveLength(1);
  });

  it("forgives an engine that answers late, and only the answer to the ping that waits counts", () => {
    const { dog, silent } = watch();
    vi.advanceTimersByTime(3_000);
    dog.pong(0);
    dog.pong(1);
    vi.advanceTimersByTime(3_000);
    expect(silent).toEqual([]);
    dog.stop();
  });

  it("judges nobody by the time the machine slept", () => {
    const { pings, silent, dog } = watch();
    vi.advanceTimersByTime(1_000);
    vi.setSystemTime(Date.now() + 3_600_000);
    vi.advanceTimersByTime(1_000);
    expect(silent).toEqual([]);
    expect(pings).toEqual([1, 2]);
    vi.advanceTimersByTime(3_000);
    expect(silent).toEqual([null]);
    dog.stop();
  });

  it("says which kind of code was stopped", () => {
    expect(stoppedText("krakenStockTicker · success · handler 1")).toBe(
      "Handler ‘krakenStockTicker · success · handler 1’ did not finish within 3 s and was stopped. The app goes on without it.",
    );
    expect(stoppedText("script · startup")).toMatch(/^Script ‘script · startup’/);
    expect(stoppedText("price · value")).toMatch(/^Code ‘price · value’/);
  });
});
