/**
 * Handles what the server sent, in order, in slices short enough that the page's pings are answered in between: a slow
 * handler is slow, only an endless one is silent.
 *
 * Bounded by the server's credit: frames here are not acknowledged yet.
 */
import type { Clock } from "./clock";

const SLICE_MS = 40; // between two looks at the page's messages

/** Work that can stop between any two steps. */
export type Job = Generator<unknown, void, unknown>;

export class Inbox {
  #jobs: Job[] = [];
  #scheduled = false;

  constructor(
    private readonly clock: Clock,
    private readonly blocked: () => boolean, // asked before each step; `resume` is called when it no longer is
    private readonly onFault: (error: unknown) => void,
  ) {}

  push(job: Job): void {
    this.#jobs.push(job);
    if (this.#jobs.length === 1 && !this.#scheduled) this.#pump();
  }

  resume(): void {
    if (this.#scheduled || this.#jobs.length === 0) return;
    this.#scheduled = true;
    this.clock.soon(() => {
      this.#scheduled = false;
      this.#pump();
    });
  }

  #pump(): void {
    const until = this.clock.now() + SLICE_MS;
    for (let job = this.#jobs[0]; job; job = this.#jobs[0]) {
      if (this.blocked()) return;
      try {
        if (job.next().done) this.#jobs.shift();
      } catch (error) {
        this.#jobs.shift();
        this.onFault(error);
      }
      if (this.#jobs.length > 0 && this.clock.now() >= until) {
        this.resume();
        return;
      }
    }
  }
}
