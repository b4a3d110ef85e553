/** Whether a person leaves a page alone, for work that would be felt in the middle of a drag or a word. */

export const REST_MS = 2_000; // between two moves of one hand, or two words, there is less

const INPUTS = ["pointerdown", "pointermove", "pointerup", "pointercancel", "dragover", "keydown", "wheel"] as const;

export class Rest {
  private at = Number.NEGATIVE_INFINITY;
  private pressed = false;
  private readonly ends = new Set<AbortController>(); // bound: one for each piece of work under way

  /** Attends to the page until the signal. */
  constructor(page: EventTarget, signal: AbortSignal) {
    for (const name of INPUTS) {
      page.addEventListener(name, (event) => this.heard(event), { capture: true, passive: true, signal });
    }
  }

  /** Nothing is held, and nothing was moved or pressed for a while. */
  get lasts(): boolean {
    return !this.pressed && performance.now() - this.at >= REST_MS;
  }

  /** Aborted when the rest is over, by the next input or by the outer signal. `done` lets go of it. */
  while(outer?: AbortSignal): { signal: AbortSignal; done: () => void } {
    const end = new AbortController();
    this.ends.add(end);
    const stop = () => end.abort();
    outer?.addEventListener("abort", stop);
    if (outer?.aborted) stop();
    const done = () => {
      this.ends.delete(end);
      outer?.removeEventListener("abort", stop);
    };
    return { signal: end.signal, done };
  }

  private heard(event: Event): void {
    this.at = performance.now();
    // By the buttons of each event: a release elsewhere is never heard.
    if ("buttons" in event && event.type.startsWith("pointer")) this.pressed = event.buttons !== 0;
    for (const end of this.ends) end.abort();
  }
}
