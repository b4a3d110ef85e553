/** Long work in slices that fit between the pictures of the screen, given up when a signal says so. */

const SLICE_MS = 8; // worked at once; a frame has 16
const IDLE_MS = 100; // waited for at most, where the page has no rest

export class Pace {
  private since = Number.NEGATIVE_INFINITY; // it begins with a rest of the page

  constructor(private readonly signal: AbortSignal) {}

  /** Between two steps. Rejects when the work is given up. */
  async step(): Promise<void> {
    this.signal.throwIfAborted();
    if (performance.now() - this.since < SLICE_MS) return;
    await idle();
    this.signal.throwIfAborted();
    this.since = performance.now();
  }
}

/** The page's next rest. */
const idle = (): Promise<void> =>
  new Promise((resolve) => {
    if ("requestIdleCallback" in window) requestIdleCallback(() => resolve(), { timeout: IDLE_MS });
    else setTimeout(resolve);
  });
