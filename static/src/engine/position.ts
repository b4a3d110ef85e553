/**
 * How far this session has got in a stream's numbering, and what became of every offset on the way: received, replaced
 * by a newer one, or missing. Each is counted once, so the three always make the whole. Pure.
 */
import type { Seen } from "../bridge";
import type { Cursor, Gap, Stream as StreamItem } from "../protocol";

/** Offsets that can't be had. `count` is null when nobody knows how many. */
export interface Missing {
  from: number;
  to: number;
  count: number | null;
}

export class Position {
  received = 0;
  replaced = 0;
  missing = 0;
  liveAfter = 0; // what comes after this offset came just now; the rest is the window
  #epoch: string | null = null;
  #offset: number | null = null; // the last one taken in since the window started over
  #expected: number | null = null; // the next that should come, when that is known
  #handledTo = 0; // of this epoch: all up to here have been counted
  #replayTo = 0; // messages up to here came before this session joined

  get epoch(): string | null {
    return this.#epoch;
  }

  get cursor(): Cursor | null {
    return this.#epoch !== null && this.#offset !== null ? { epoch: this.#epoch, offset: this.#offset } : null;
  }

  /**
   * The server joined us. `fresh`: this session asked for it anew (not after its own socket was cut), so what the window
   * holds already came before it. `kept`: what we have goes on; else the window follows from its start.
   */
  join(item: StreamItem, fresh: boolean, seen: Seen | undefined): { kept: boolean; another: boolean } {
    if (item.resumed && item.epoch === this.#epoch) {
      this.liveAfter = Math.max(this.liveAfter, item.top);
      return { kept: true, another: false };
    }
    const another = item.epoch !== this.#epoch;
    const seenTo = seen?.epoch === item.epoch ? seen.offset : null;
    if (another) {
      this.#replayTo = seenTo ?? (fresh ? item.top : 0);
      this.#handledTo = 0;
    }
    this.#epoch = item.epoch;
    this.#offset = item.top === 0 ? 0 : null;
    this.liveAfter = item.top;
    const known = Math.max(this.#handledTo, seenTo ?? 0);
    this.#expected = known > 0 || item.top === 0 ? known + 1 : null; // else the window may start anywhere
    return { kept: false, another };
  }

  /** A numbering nobody announced begins; `offset` is the last before it. */
  startOver(epoch: string, offset: number): void {
    this.#epoch = epoch;
    this.#offset = offset;
    this.#expected = offset + 1;
    this.#handledTo = 0;
    this.#replayTo = 0;
    this.liveAfter = 0;
  }

  /** A batch begins at `from`: what was expected before it is missing, without a word of the server. */
  beginAt(from: number): Missing | null {
    const expected = this.#expected;
    if (expected !== null && from <= expected) return null;
    this.#expected = from;
    if (expected === null) return null;
    const count = from - expected;
    this.missing += count;
    this.#handledTo = Math.max(this.#handledTo, from - 1);
    return { from: expected, to: from - 1, count };
  }

  /** Message `offset` is here. Null: it has been taken in before. `handled`: handlers had it before the window was filled again. */
  take(offset: number): { replay: boolean; handled: boolean } | null {
    if (this.#offset !== null && offset <= this.#offset) return null;
    const handled = offset <= this.#handledTo;
    if (!handled) this.received += 1;
    this.#reach(offset);
    return { replay: offset <= this.#replayTo, handled };
  }

  /** Of the offsets `from`..`to`, those not counted yet have been replaced by newer ones. */
  replace(from: number, to: number): void {
    const first = Math.max(this.#handledTo + 1, from);
    if (to < first) return;
    this.replaced += to - first + 1;
    this.#reach(to);
  }

  /** The server says these can't be had any more. Null: that is no news. */
  skip(gap: Gap): Missing | null {
    const from = this.#expected ?? gap.from;
    if (gap.to < from) return null;
    if (gap.count === null) return { from, to: gap.to, count: null }; // nothing is passed: a new numbering follows
    this.#reach(gap.to);
    const silent = Math.max(0, gap.from - from); // before it, without a word
    const told = Math.min(gap.count, gap.to - Math.max(gap.from, from) + 1);
    this.missing += silent + told;
    this.replaced += gap.to - from + 1 - silent - told;
    return { from, to: gap.to, count: silent + told };
  }

  #reach(offset: number): void {
    this.#offset = Math.max(this.#offset ?? 0, offset);
    this.#expected = Math.max(this.#expected ?? 0, offset + 1);
    this.#handledTo = Math.max(this.#handledTo, offset);
  }
}
