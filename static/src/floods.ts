/**
 * Windows may be posted to by any frame within them, past all ports. Who does so without end is found out here: which of
 * a window's own frames the words came out of, however deep, and how many a second.
 */

/** Who says so much within a second is stopped: even dropping it takes time. */
export const FLOOD = 2_000;
const DEPTH_MAX = 20; // frames within frames; what lies deeper is nobody's

/** Counts what comes within a second. */
export class Pace {
  private since = Number.NEGATIVE_INFINITY;
  private count = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  next(): number {
    const now = this.now();
    if (now - this.since >= 1_000) {
      this.since = now;
      this.count = 0;
    }
    return ++this.count;
  }
}

/** The frame of `page` that `source` is, or lies in; null: it lies elsewhere, or is gone. */
export function frameHolding(page: Window, source: MessageEventSource | null): Window | null {
  let at = source as Window | null;
  for (let depth = 0; at && depth < DEPTH_MAX; depth += 1) {
    const { parent } = at; // one of the few fields that any origin may read
    if (parent === page) return at;
    if (parent === at) return null;
    at = parent;
  }
  return null;
}

/** Tells which of `page`'s frames, by its number, has said too much; once a second as long as that goes on. */
export class FloodWatch {
  readonly #paces = new WeakMap<Window, Pace>(); // one a living frame

  constructor(private readonly onFlood: (frame: number) => void) {}

  heard(page: Window, source: MessageEventSource | null): void {
    const frame = frameHolding(page, source);
    if (!frame) return;
    const pace = this.#paces.get(frame) ?? new Pace();
    this.#paces.set(frame, pace);
    if (pace.next() !== FLOOD + 1) return;
    for (let index = 0; index < page.length; index += 1) {
      if (page[index] === frame) this.onFlood(index);
    }
  }
}
