/**
 * `setTimeout` and the like as app code has them: a callback runs under the name of the code that set it, its failure
 * is reported, and bindings that read globals look again after it.
 */
import type { Run } from "./compile";

const TIMERS_MAX = 1_000; // at once; an app with more has lost count of them

export interface TimerPorts {
  call(where: string, run: Run): void;
  where(): string;
  /** A callback that counts as coming from where it is set now (see `holding.ts`). */
  bind(run: () => void): () => void;
  refuseWrite(what: string): void;
}

export function appTimers(ports: TimerPorts, platform = { ...timersOf(globalThis) }): Record<string, unknown> {
  const live = new Set<unknown>(); // bound: TIMERS_MAX
  const start =
    (name: "setTimeout" | "setInterval") =>
    (callback: unknown, ms?: number, ...args: unknown[]) => {
      ports.refuseWrite(name);
      if (typeof callback !== "function") throw new TypeError(`${name} takes a function`);
      if (live.size >= TIMERS_MAX) throw new RangeError(`${TIMERS_MAX} timers run already; clear some`);
      const where = ports.where();
      const run = ports.bind(() => ports.call(where, () => callback(...args)));
      const id: unknown = platform[name](() => {
        if (name === "setTimeout") live.delete(id);
        run();
      }, ms);
      live.add(id);
      return id;
    };
  const stop = (id: unknown): void => {
    live.delete(id);
    platform.clearTimeout(id as number);
  };
  return {
    setTimeout: start("setTimeout"),
    setInterval: start("setInterval"),
    clearTimeout: stop,
    clearInterval: stop, // the platform keeps both in one list
  };
}

function timersOf({ setTimeout, setInterval, clearTimeout }: typeof globalThis) {
  return {
    setTimeout: (run: () => void, ms?: number): unknown => setTimeout(run, ms),
    setInterval: (run: () => void, ms?: number): unknown => setInterval(run, ms),
    clearTimeout: (id: number): void => clearTimeout(id),
  };
}
