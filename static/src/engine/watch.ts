/**
 * Tells the page which app code is about to run, so that the page can name it when the Worker falls silent.
 *
 * A message goes out before the code starts, because an endless loop posts nothing after.
 */
import type { Clock } from "./clock";

export class Watch {
  #last: string | null = null;
  #idling = false;

  constructor(
    private readonly post: (where: string | null) => void,
    private readonly clock: Clock,
  ) {}

  /** The code that runs, or ran last in this turn. */
  get current(): string | null {
    return this.#last;
  }

  enter(where: string): void {
    if (where !== this.#last) {
      this.#last = where;
      this.post(where);
    }
    if (this.#idling) return;
    this.#idling = true;
    // As its own task: what the code awaits resumes before that, still under its name.
    this.clock.soon(() => {
      this.#idling = false;
      this.#last = null;
      this.post(null);
    });
  }
}
