/** When bindings are evaluated and posted: once a screen frame, or less often when that takes long. */
import type { Clock } from "./clock";

const FRAME_MS = 16; // once a screen frame …
const FRAME_MAX_MS = 500; // … or less often when that takes long, but so often at least

export class Refresh {
  #cancel: (() => void) | null = null;
  #pauseMs = FRAME_MS;

  constructor(
    private readonly clock: Clock,
    private readonly run: () => void,
  ) {}

  schedule(): void {
    this.#cancel ??= this.clock.later(this.#pauseMs, () => this.now());
  }

  now(): void {
    const started = this.clock.now();
    this.#cancel ??= () => {}; // what changes while it runs is part of it
    try {
      this.run();
    } finally {
      this.#cancel();
      this.#cancel = null;
    }
    // Bindings take at most a third of the engine's time: the rest is for messages.
    this.#pauseMs = Math.min(FRAME_MAX_MS, Math.max(FRAME_MS, 2 * (this.clock.now() - started)));
  }
}
