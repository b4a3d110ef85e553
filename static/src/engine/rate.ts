/** Messages a second over the last few seconds; looks at the clock only while something comes. */
import type { Clock } from "./clock";
import type { Graph, Source } from "./graph";

const SECONDS = 5; // long enough to be calm, short enough to be now

export class Rate {
  readonly now: Source<number>;
  readonly #counts: number[] = new Array(SECONDS).fill(0); // the newest second first
  #cancelTick: (() => void) | null = null;

  constructor(
    graph: Graph,
    private readonly clock: Clock,
    private readonly onChange: () => void,
  ) {
    this.now = graph.source(0);
  }

  count(): void {
    this.#counts[0]! += 1;
    this.#cancelTick ??= this.clock.later(1_000, () => this.#tick());
  }

  rest(): void {
    this.#counts.fill(0);
    this.#cancelTick?.();
    this.#cancelTick = null;
    this.now.set(0);
  }

  #tick(): void {
    this.#cancelTick = null;
    const sum = this.#counts.reduce((total, count) => total + count, 0);
    this.now.set(Math.round((sum / SECONDS) * 10) / 10);
    this.#counts.unshift(0);
    this.#counts.length = SECONDS;
    if (sum > 0) this.#cancelTick = this.clock.later(1_000, () => this.#tick());
    this.onChange();
  }
}
