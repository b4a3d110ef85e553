/**
 * How long messages take from the hub's receipt to their handling here. The server's clock is estimated from a round
 * trip: it said its time somewhere between our question and its answer, so the middle is wrong by half the trip at most.
 * The hub's clock and the web process's are taken to agree. Pure.
 */
import type { Graph, Source } from "./graph";

const WEIGHT = 0.2; // of the newest: a single late one shows, but doesn't hide the rest

export class ServerClock {
  #askedAt = 0;
  #ahead = 0; // ms that the server's clock is ahead of ours

  asked(now: number): void {
    this.#askedAt = now;
  }

  /** `at`: the time the server put into its answer, which has just arrived. */
  answered(now: number, at: unknown): void {
    this.#ahead = typeof at === "number" ? at - (this.#askedAt + now) / 2 : 0;
  }

  /** What the server's clock shows when ours shows `now`. */
  at(now: number): number {
    return now + this.#ahead;
  }
}

export class Latency {
  /** ms; null before the first message. */
  readonly shown: Source<number | null>;
  #smooth: number | null = null;

  constructor(graph: Graph) {
    this.shown = graph.source<number | null>(null);
  }

  /** A message that the hub received at `at` was handled at `now`, both by the server's clock. */
  handled(at: number, now: number): void {
    const newest = Math.max(0, now - at); // clocks that are off by a little must not tell of the future
    this.#smooth = this.#smooth === null ? newest : this.#smooth + WEIGHT * (newest - this.#smooth);
    this.shown.set(Math.round(this.#smooth * 10) / 10);
  }
}
