/** When a handler's action runs: after the quiet behind a burst, at most so often, later. Every timer can be cancelled. */
import type { EventHandler } from "../document";
import type { Clock } from "./clock";

export const DELAYED_MAX = 1_000; // events of one handler on their way. Policy: the oldest goes at once, so none is lost

/** A handler's action with the event it is for. */
export type Job = () => void;

export interface Pace {
  take(job: Job): void;
  cancel(): void;
}

type Settings = Pick<EventHandler, "debounce_ms" | "throttle_ms" | "delay_ms">;

/** Null: at once, each. `onCrowded`: too many are delayed. */
export function paceOf(
  { debounce_ms, throttle_ms, delay_ms }: Settings,
  clock: Clock,
  onCrowded: () => void,
): Pace | null {
  const late = delay_ms > 0 ? delayed(delay_ms, clock, onCrowded) : null;
  const next = late ? late.take : (job: Job) => job();
  const paced =
    debounce_ms > 0
      ? debounced(debounce_ms, clock, next)
      : throttle_ms > 0
        ? throttled(throttle_ms, clock, next)
        : null;
  const first = paced ?? late;
  if (!first) return null;
  return {
    take: (job) => first.take(job),
    cancel() {
      paced?.cancel();
      late?.cancel();
    },
  };
}

/** Once, with the last event, after `ms` without one. */
function debounced(ms: number, clock: Clock, run: (job: Job) => void): Pace {
  let last: Job | null = null;
  let due = 0;
  let cancel: (() => void) | null = null;
  const look = (): void => {
    cancel = null;
    const left = due - clock.now();
    if (left > 0) {
      cancel = clock.later(left, look); // more has come meanwhile: one timer for a burst, not one an event
      return;
    }
    const job = last;
    last = null;
    if (job) run(job);
  };
  return {
    take(job) {
      last = job;
      due = clock.now() + ms;
      cancel ??= clock.later(ms, look);
    },
    cancel() {
      cancel?.();
      cancel = null;
      last = null;
    },
  };
}

/** The first at once; of those that come within `ms` of it the last, at the end of it. */
function throttled(ms: number, clock: Clock, run: (job: Job) => void): Pace {
  let waiting: Job | null = null;
  let cancel: (() => void) | null = null;
  const look = (): void => {
    cancel = null;
    const job = waiting;
    waiting = null;
    if (!job) return;
    cancel = clock.later(ms, look);
    run(job);
  };
  return {
    take(job) {
      waiting = job;
      if (!cancel) look();
    },
    cancel() {
      cancel?.();
      cancel = null;
      waiting = null;
    },
  };
}

/** Each of them `ms` later, in order. */
function delayed(ms: number, clock: Clock, onCrowded: () => void): Pace {
  const waiting: { job: Job; due: number }[] = []; // bound: DELAYED_MAX
  let cancel: (() => void) | null = null;
  const look = (): void => {
    cancel = null;
    for (let head = waiting[0]; head; head = waiting[0]) {
      const left = head.due - clock.now();
      if (left > 0) {
        cancel ??= clock.later(left, look);
        return;
      }
      waiting.shift();
      head.job();
    }
  };
  return {
    take(job) {
      const crowd = waiting.length >= DELAYED_MAX ? waiting.shift() : undefined;
      waiting.push({ job, due: clock.now() + ms });
      cancel ??= clock.later(ms, look);
      if (!crowd) return;
      onCrowded();
      crowd.job();
    },
    cancel() {
      cancel?.();
      cancel = null;
      waiting.length = 0;
    },
  };
}
