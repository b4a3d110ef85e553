/** Work that is too much for every update: done at once when the viewer asked for it, else as often as it may cost. */
import { useEffect, useReducer, useRef } from "preact/hooks";

const LOAD = 4; // after t ms of work, at least 4 t of rest: a fifth of the page's time
const FREE_MS = 2; // less is no work

/**
 * What `compute` gives for these inputs or, until it may be done again, gave for earlier ones. `asked`: what the viewer
 * changed; another one is not waited for.
 */
export function usePaced<T>(compute: () => T, inputs: readonly unknown[], asked: readonly unknown[]): T {
  const done = useRef<{ value: T; inputs: readonly unknown[]; asked: readonly unknown[]; rest: number } | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => () => clearTimeout(timer.current), []);
  const last = done.current;
  const isNew = last === null || !same(last.asked, asked);
  if (!isNew && same(last.inputs, inputs)) return last.value;
  const now = performance.now();
  if (!isNew && now < last.rest) {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      redraw(undefined);
    }, last.rest - now);
    return last.value;
  }
  const value = compute();
  const end = performance.now();
  const cost = end - now;
  done.current = { value, inputs, asked, rest: cost < FREE_MS ? 0 : end + LOAD * cost };
  return value;
}

function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, index) => Object.is(value, b[index]));
}
