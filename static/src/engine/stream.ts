/**
 * One query's stream as this session holds it: its window, its cursor, its gaps and its rate.
 *
 * Every message goes by exactly once, in order; what is missing is counted. Knows no socket and no handlers.
 */
import type { Seen } from "../bridge";
import type { Batch, Cursor, Gap, Stream as StreamItem } from "../protocol";
import type { Graph, Source } from "./graph";
import { Ring } from "./ring";

export interface Entry {
  offset: number;
  at: number; // ms since the Unix epoch, hub clock
  data: unknown;
}
export interface Arrival {
  entry: Entry;
  replay: boolean;
  handled: boolean; // the handlers have had it before; only the window is filled again
}

const RATE_SECONDS = 5; // long enough to be calm, short enough to be now

export class Stream {
  readonly rate: Source<number>;
  readonly gaps: Source<number>;
  readonly #window: Source<number>; // stands for the entries
  readonly #entries: Ring<Entry>;
  #messages: { version: number; list: readonly unknown[] } | null = null;
  #entryList: { version: number; list: readonly Entry[] } | null = null;
  #version = 0;
  #epoch: string | null = null;
  #offset: number | null = null; // the last one taken in since the window started over
  #expected: number | null = null; // the next that should come, when that is known
  #handledTo = 0; // of this epoch
  #replayTo = 0; // messages up to here came before this session joined
  #liveAfter = 0; // arrivals after this offset count for the rate
  #seconds: number[] = new Array(RATE_SECONDS).fill(0);

  constructor(graph: Graph, size: number) {
    this.#entries = new Ring(size);
    this.#window = graph.source(0);
    this.rate = graph.source(0);
    this.gaps = graph.source(0);
  }

  get cursor(): Cursor | null {
    return this.#epoch !== null && this.#offset !== null ? { epoch: this.#epoch, offset: this.#offset } : null;
  }

  get epoch(): string | null {
    return this.#epoch;
  }

  get length(): number {
    return this.#entries.length;
  }

  get size(): number {
    return this.#entries.size;
  }

  last(): Entry | undefined {
    this.#window.track();
    return this.#entries.last();
  }

  /** Frozen, because everyone who reads it shares it; made anew only when read after a change. */
  messages(): readonly unknown[] {
    this.#window.track();
    if (this.#messages?.version !== this.#version) {
      const list = Object.freeze(this.#entries.toArray().map((entry) => entry.data));
      this.#messages = { version: this.#version, list };
    }
    return this.#messages.list;
  }

  entries(): readonly Entry[] {
    this.#window.track();
    if (this.#entryList?.version !== this.#version) {
      this.#entryList = { version: this.#version, list: Object.freeze(this.#entries.toArray()) };
    }
    return this.#entryList.list;
  }

  /**
   * The server joined us. `fresh`: this session asked for it anew (not after its own socket was cut), so what the window
   * holds already came before it. Returns whether this is another epoch.
   */
  join(item: StreamItem, fresh: boolean, seen: Seen | undefined): boolean {
    this.#entries.resize(item.window);
    if (item.resumed && item.epoch === this.#epoch) {
      this.#liveAfter = Math.max(this.#liveAfter, item.top);
      return false;
    }
    const another = item.epoch !== this.#epoch;
    const seenTo = seen?.epoch === item.epoch ? seen.offset : null;
    if (another) {
      this.#replayTo = seenTo ?? (fresh ? item.top : 0);
      this.#handledTo = 0;
    }
    this.#epoch = item.epoch;
    this.#offset = item.top === 0 ? 0 : null;
    this.#liveAfter = item.top;
    const known = Math.max(this.#handledTo, seenTo ?? 0);
    this.#expected = known > 0 || item.top === 0 ? known + 1 : null; // else the window may start anywhere
    this.#entries.clear();
    this.#changed();
    return another;
  }

  /** Nothing arrives any more; the window and the position stay. */
  rest(): void {
    this.#seconds.fill(0);
    this.rate.set(0);
  }

  /** Take a batch in, message by message. `onHole` hears of offsets that are missing without a word of the server. */
  *take(batch: Batch, onHole: (from: number, to: number) => void): Generator<Arrival> {
    if (batch.epoch !== this.#epoch) this.#startOver(batch.epoch, batch.from - 1);
    for (let i = 0; i < batch.data.length; i += 1) {
      const offset = batch.from + i;
      if (this.#offset !== null && offset <= this.#offset) continue;
      if (this.#expected !== null && offset > this.#expected) {
        this.gaps.set(this.gaps.peek() + offset - this.#expected);
        onHole(this.#expected, offset - 1);
      }
      const entry: Entry = { offset, at: batch.at + (batch.dt[i] ?? 0), data: batch.data[i] };
      const handled = offset <= this.#handledTo;
      this.#offset = offset;
      this.#expected = Math.max(this.#expected ?? 0, offset + 1);
      this.#handledTo = Math.max(this.#handledTo, offset);
      this.#entries.push(entry);
      this.#changed();
      if (offset > this.#liveAfter) this.#seconds[0]! += 1;
      yield { entry, replay: offset <= this.#replayTo, handled };
    }
  }

  /** The server says these can't be had any more. Returns whether that is news. */
  skip(gap: Gap): boolean {
    if (gap.epoch !== this.#epoch) this.#startOver(gap.epoch, gap.to);
    else if (this.#expected !== null && gap.to < this.#expected) return false;
    this.#offset = Math.max(this.#offset ?? 0, gap.to);
    this.#expected = this.#offset + 1;
    this.#handledTo = Math.max(this.#handledTo, gap.to);
    if (gap.count) this.gaps.set(this.gaps.peek() + gap.count);
    return true;
  }

  /** Called once a second. Returns whether another call can change anything. */
  tick(): boolean {
    const sum = this.#seconds.reduce((total, count) => total + count, 0);
    this.rate.set(Math.round((sum / RATE_SECONDS) * 10) / 10);
    this.#seconds.unshift(0);
    this.#seconds.length = RATE_SECONDS;
    return sum > 0;
  }

  #startOver(epoch: string, offset: number): void {
    this.#epoch = epoch;
    this.#offset = offset;
    this.#expected = offset + 1;
    this.#handledTo = 0;
    this.#replayTo = 0;
    this.#liveAfter = 0;
    this.#entries.clear();
    this.#changed();
  }

  #changed(): void {
    this.#version += 1;
    this.#window.set(this.#version);
  }
}
