/**
 * What came into a window and what left it since the last look. The window keeps no list of its readers: each reader
 * remembers how far it has read, so a message costs nothing until somebody looks.
 */
import { type Keyed, keyOf } from "./keyed";
import { Ring } from "./ring";
import type { Entry, MessageWindow } from "./window";

export interface Sink {
  /** Everything read so far is void; what is held follows. */
  reset(): void;
  /** A message: `id` is its number, one more with each, or in a keyed window its key, whose row before it replaces. */
  put(id: number | string, entry: Entry): void;
  /** All messages numbered below have left. */
  dropBelow(number: number): void;
  /** The row of this key has left. */
  drop(key: string): void;
}

export class Feed {
  #held: Ring<Entry> | Keyed<Entry> | null = null;
  #log: Ring<Entry | string> | null = null;
  #first = 0; // number in the ring of the oldest that was read and not dropped
  #next = 0; // number in the ring or in the log of the next to read

  constructor(readonly window: MessageWindow) {}

  /** Start over at the next look. */
  rewind(): void {
    this.#held = null;
  }

  /** `newest`: how many messages the reader has use for; of more in a ring, the older ones are passed over. */
  read(sink: Sink, newest: number): void {
    const { held } = this.window;
    if (held instanceof Ring) this.#readRing(held, sink, newest);
    else this.#readKeyed(held, sink);
  }

  #readRing(ring: Ring<Entry>, sink: Sink, newest: number): void {
    const { first, end } = ring;
    if (ring !== this.#held || (first >= this.#next && this.#first < this.#next)) {
      if (this.#held !== null) sink.reset();
      this.#held = ring;
      this.#first = first;
      this.#next = first;
    }
    for (let number = Math.max(this.#next, first, end - newest); number < end; number += 1) {
      sink.put(number, ring.at(number));
    }
    if (first > this.#first) sink.dropBelow(first);
    this.#first = first;
    this.#next = end;
  }

  #readKeyed(keyed: Keyed<Entry>, sink: Sink): void {
    const log = keyed.log();
    if (keyed !== this.#held || log !== this.#log || log.first > this.#next) {
      if (this.#held !== null) sink.reset();
      this.#held = keyed;
      this.#log = log;
      for (const entry of keyed.toArray()) sink.put(keyOf(entry), entry);
    } else {
      for (let number = this.#next; number < log.end; number += 1) {
        const item = log.at(number);
        if (typeof item === "string") sink.drop(item);
        else sink.put(keyOf(item), item);
      }
    }
    this.#next = log.end;
  }
}
