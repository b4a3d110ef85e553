/** What comes from the windows of a widget's queries, those of several merged by time, or what they held when the app was paused. */
import { Feed, type Sink } from "./feed";
import { keyOf } from "./keyed";
import type { Entry, MessageWindow } from "./window";

/** What a message is called between its coming and its leaving: its number, or in a keyed window its key. */
export type Id = number | string;

export interface Arrival {
  query: number;
  id: Id;
  entry: Entry;
}

interface Waiting extends Arrival {
  moment: number; // its time, but none before that of an older message of its query
}

export interface Taker {
  arrive(query: number, id: Id, entry: Entry): void;
  /** All messages of a query numbered below have left. */
  dropBelow(query: number, number: number): void;
  /** The row of this key has left a keyed window. */
  drop(query: number, key: string): void;
  /** What was taken is void: everything has to be read again. */
  startOver(): void;
}

type Frozen = readonly (readonly Entry[] | null)[];

export class Inflow {
  readonly #feeds: (Feed | null)[];
  readonly #sinks: Sink[];
  #frozen: Frozen | null = null;
  #waiting: Waiting[] = []; // of several queries, until all have been read; bound: the windows

  constructor(
    private readonly queries: readonly string[],
    private readonly window: (query: string) => MessageWindow | undefined,
    private readonly taker: Taker,
  ) {
    this.#feeds = queries.map(() => null);
    this.#sinks = queries.map((_, query) => this.#sink(query));
  }

  get isFrozen(): boolean {
    return this.#frozen !== null;
  }

  /** What the first window holds; undefined: there is none. */
  get only(): MessageWindow["held"] | undefined {
    return this.#feeds[0]?.window.held;
  }

  get isKeyed(): boolean {
    return this.#feeds.some((feed) => feed?.window.isKeyed);
  }

  /** Look which windows there are. Returns whether they are others than before, or stand at another moment. */
  look(): boolean {
    let isNew = false;
    let frozen: (readonly Entry[] | null)[] | null = null;
    for (let query = 0; query < this.queries.length; query += 1) {
      const window = this.window(this.queries[query] as string) ?? null;
      if ((this.#feeds[query]?.window ?? null) !== window) {
        this.#feeds[query] = window && new Feed(window);
        isNew = true;
      }
      if (window?.frozen) {
        frozen ??= this.queries.map(() => null);
        frozen[query] = window.frozen;
      }
    }
    const before = this.#frozen;
    this.#frozen = frozen;
    return isNew || !areSame(before, frozen);
  }

  /** Read everything again. */
  rewind(): void {
    for (const feed of this.#feeds) feed?.rewind();
  }

  /** `newest`: how many messages of a query there is use for at most. */
  read(newest: number): void {
    if (this.#frozen) this.#readFrozen(this.#frozen);
    else for (const [query, feed] of this.#feeds.entries()) feed?.read(this.#sinks[query] as Sink, newest);
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    // Within one query order counts, not time: a hub's clock may have been set back.
    waiting.sort((one, other) => one.entry.offset - other.entry.offset);
    const latest = this.queries.map(() => Number.NEGATIVE_INFINITY);
    for (const one of waiting) {
      one.moment = Math.max(one.entry.at, latest[one.query] as number);
      latest[one.query] = one.moment;
    }
    waiting.sort((one, other) => one.moment - other.moment);
    for (const { query, id, entry } of waiting) this.taker.arrive(query, id, entry);
  }

  #readFrozen(frozen: Frozen): void {
    for (const [query, entries] of frozen.entries()) {
      const isKeyed = this.#feeds[query]?.window.isKeyed;
      for (const [number, entry] of (entries ?? []).entries()) this.#put(query, isKeyed ? keyOf(entry) : number, entry);
    }
  }

  #put(query: number, id: Id, entry: Entry): void {
    if (this.queries.length > 1) this.#waiting[this.#waiting.length] = { query, id, entry, moment: 0 };
    else this.taker.arrive(query, id, entry);
  }

  #sink(query: number): Sink {
    return {
      reset: () => this.taker.startOver(),
      put: (id, entry) => this.#put(query, id, entry),
      dropBelow: (number) => this.taker.dropBelow(query, number),
      drop: (key) => {
        if (this.#waiting.length > 0) this.taker.startOver(); // it may wait itself
        this.taker.drop(query, key);
      },
    };
  }
}

function areSame(one: Frozen | null, other: Frozen | null): boolean {
  if (one === null || other === null) return one === other;
  return one.every((entries, query) => entries === other[query]);
}
