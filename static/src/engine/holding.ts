/**
 * While the app is paused, what streams change is held back from bindings: their handlers run on and read what they
 * wrote, what is shown stays as it was until the app resumes. What the viewer does shows at once.
 *
 * Told apart by where a change comes from. What code does after an `await` comes from nowhere; it counts as the streams'
 * while only their handlers wait for something.
 */

export type Origin = "stream" | "viewer";

interface Held {
  before: unknown;
}

export class Holding<Source extends object> {
  #paused = false;
  #origin: Origin | null = null;
  readonly #values = new Map<Source, Held>(); // bound: the sources there are
  readonly #waiting = { stream: 0, viewer: 0 }; // runs that await something

  /** A change made now is held back. */
  get holds(): boolean {
    if (!this.#paused || this.#origin === "viewer") return false;
    return this.#origin === "stream" || (this.#waiting.stream > 0 && this.#waiting.viewer === 0);
  }

  get isPaused(): boolean {
    return this.#paused;
  }

  /** Where what runs now comes from. */
  get origin(): Origin | null {
    return this.#origin;
  }

  get isEmpty(): boolean {
    return this.#values.size === 0;
  }

  pause(): void {
    this.#paused = true;
  }

  /** What was held back, for bindings to look at. */
  resume(): Source[] {
    this.#paused = false;
    const sources = [...this.#values.keys()];
    this.#values.clear();
    return sources;
  }

  /** What runs from now on comes from there. Returns what was before, to go back to. */
  enter(origin: Origin | null): Origin | null {
    const before = this.#origin;
    this.#origin = origin;
    return before;
  }

  /** Run as what comes from there. */
  from<T>(origin: Origin | null, run: () => T): T {
    const before = this.enter(origin);
    try {
      return run();
    } finally {
      this.enter(before);
    }
  }

  /** A function to be called later that counts as coming from where it is made now. */
  bind<Args extends unknown[], T>(run: (...args: Args) => T): (...args: Args) => T {
    const origin = this.#origin;
    return origin === null ? run : (...args) => this.from(origin, () => run(...args));
  }

  /** A run that goes on after this turn. Returns what to call when it has ended. */
  wait(): () => void {
    const origin = this.#origin;
    if (origin === null) return () => {};
    this.#waiting[origin] += 1;
    return () => {
      this.#waiting[origin] -= 1;
    };
  }

  /** Hold a change back; `before`: what bindings go on seeing. */
  keep(source: Source, before: unknown): void {
    if (!this.#values.has(source)) this.#values.set(source, { before });
  }

  /** It is changed in sight of all. Returns whether bindings saw another value. */
  show(source: Source): boolean {
    return this.#values.delete(source);
  }

  /** What bindings see of a source whose value is `now`. */
  seen<T>(source: Source, now: T): T {
    const held = this.#values.get(source);
    return held ? (held.before as T) : now;
  }
}
