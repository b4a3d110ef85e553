/** When a handler's action runs: after the quiet behind a burst, at most so often, later. Every timer can be cancelled. */
import type { EventHandler } from "../document";
import type { Clock } from "./clock";
import type { AppEvent } from "./teller";

export const DELAYED_MAX = 1_000; // events of one handler on their way. Policy: the oldest goes at once, so none is lost

export interface Pace {
  take(event: AppEvent): void;
  cancel(): void;
}

type Settings = Pick<EventHandler, "debounce_ms" | "throttle_ms" | "delay_ms">;

/** Null: at once, each. `run` gets events of its own, which nobody else changes; `onCrowded`: too many are delayed. */
export function paceOf(
  { debounce_ms, throttle_ms, delay_ms }: Settings,
  clock: Clock,
  run: (event: AppEvent) => void,
  onCrowded: () => void,
): Pace | null {
  const late = delay_ms > 0 ? delayed(delay_ms, clock, run, onCrowded) : null;
  const next = late ? late.take : run;
  const paced =
    debounce_ms > 0
      ? debounced(debounce_ms, clock, next)
      : throttle_ms > 0
        ? throttled(throttle_ms, clock, next)
        : null;
  const first = paced ?? late;
  if (!first) return null;
  return {
    take: (event) => first.take({ ...event }),
    cancel() {
      paced?.cancel();
      late?.cancel();
    },
  };
}

/** Once, with the last event, after `ms` without one. */
function debounced(ms: number, clock: Clock, run: (event: AppEvent) => void): Pace {
  let last: AppEvent | null = null;
  let due = 0;
  let cancel: (() => void) | null = null;
  const look = (): void => {
    cancel = null;
    const left = due - clock.now();
    if (left > 0) {
      cancel = clock.later(left, look); // more has come meanwhile: one timer for a burst, not one an event
      return;
    }
    const event = last;
    last = null;
    if (event) run(event);
  };
  return {
    take(event) {
      last = event;
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
function throttled(ms: number, clock: Clock, run: (event: AppEvent) => void): Pace {
  let waiting: AppEvent | null = null;
  let cancel: (() => void) | null = null;
  const look = (): void => {
    cancel = null;
    const event = waiting;
    waiting = null;
    if (!event) return;
    cancel = clock.later(ms, look);
    run(event);
  };
  return {
    take(event) {
      waiting = event;
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
function delayed(ms: number, clock: Clock, run: (event: AppEvent) => void, onCrowded: () => void): Pace {
  const waiting: { event: AppEvent; due: number }[] = []; // bound: DELAYED_MAX
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
      run(head.event);
    }
  };
  return {
    take(event) {
      const crowd = waiting.length >= DELAYED_MAX ? waiting.shift() : undefined;
      waiting.push({ event, due: clock.now() + ms });
      cancel ??= clock.later(ms, look);
      if (!crowd) return;
      onCrowded();
      run(crowd.event);
    },
    cancel() {
      cancel?.();
      cancel = null;
      waiting.length = 0;
    },
  };
}
