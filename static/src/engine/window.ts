/**
 * The messages of a stream that this session holds: bounded by number (or keys) and, if the query says so, by age. App
 * code sees them as frozen lists, made anew only when read after a change.
 */
import type { Clock } from "./clock";
import type { Graph, Source } from "./graph";
import { HubClock } from "./hub-clock";
import { Keyed } from "./keyed";
import { Ring } from "./ring";

export interface Entry {
  offset: number;
  at: number; // ms since the Unix epoch, hub clock
  data: unknown;
  key?: string; // of a keyed window's row
}

export interface Bounds {
  size: number; // messages, or keys
  keyed: boolean;
  maxAgeMs: number; // 0: no bound
}

interface Frozen {
  entries: readonly Entry[];
  messages: readonly unknown[] | null;
  last: Entry | undefined;
}

const EXPIRE_MS = 250; // a message leaves at most so late; a busy window looks no more often

export class MessageWindow {
  #held: Ring<Entry> | Keyed<Entry>;
  #keyed = false;
  #maxAgeMs = 0;
  #hub = new HubClock();
  #last: Entry | undefined; // also when age took it out of the window
  #clearedTo = 0;
  #version = 0;
  #messages: { version: number; list: readonly unknown[] } | null = null;
  #entries: { version: number; list: readonly Entry[] } | null = null;
  #cancelExpiry: (() => void) | null = null;
  #frozen: Frozen | null = null;
  readonly #changes: Source<null>; // stands for all of it
  readonly #freezes: Source<number>; // stands for what bindings see while it is frozen

  constructor(
    private readonly graph: Graph,
    private readonly clock: Clock,
    size: number,
  ) {
    this.#held = new Ring(size);
    this.#changes = graph.source(null);
    this.#freezes = graph.source(0);
  }

  /** What it holds, for a reader that follows it. */
  get held(): Ring<Entry> | Keyed<Entry> {
    return this.#held;
  }

  get isKeyed(): boolean {
    return this.#keyed;
  }

  /** What bindings and sources see instead of what is held; null: nothing else. */
  get frozen(): readonly Entry[] | null {
    return this.#frozen?.entries ?? null;
  }

  /** From now on bindings see these entries, in the window's order; null: what is held. Others aren't touched by it. */
  freeze(entries: readonly Entry[] | null): void {
    this.#frozen = entries && { entries, messages: null, last: newestOf(entries) };
    this.#freezes.set(this.#freezes.peek() + 1);
    this.graph.mark(this.#changes, true, false);
  }

  get length(): number {
    return this.#held.length;
  }

  get size(): number {
    return this.#held.size;
  }

  /** The newest message. */
  last(): Entry | undefined {
    const frozen = this.#look();
    return frozen ? frozen.last : this.#last;
  }

  messages(): readonly unknown[] {
    const frozen = this.#look();
    if (frozen) {
      frozen.messages ??= Object.freeze(frozen.entries.map((entry) => entry.data));
      return frozen.messages;
    }
    if (this.#messages?.version !== this.#version) {
      const list = Object.freeze(this.#held.toArray().map((entry) => entry.data));
      this.#messages = { version: this.#version, list };
    }
    return this.#messages.list;
  }

  entries(): readonly Entry[] {
    const frozen = this.#look();
    if (frozen) return frozen.entries;
    if (this.#entries?.version !== this.#version) {
      this.#entries = { version: this.#version, list: Object.freeze(this.#held.toArray()) };
    }
    return this.#entries.list;
  }

  bind({ size, keyed, maxAgeMs }: Bounds): void {
    if (keyed !== this.#keyed) {
      this.#held = keyed ? new Keyed(size) : new Ring(size);
      this.#keyed = keyed;
      this.#changed();
    } else if (size !== this.#held.size) {
      this.#held.resize(size);
      this.#changed();
    }
    this.#maxAgeMs = maxAgeMs;
    this.#hub = new HubClock();
    this.#cancelExpiry?.();
    this.#cancelExpiry = null;
    this.#expire();
  }

  /** Messages from `oldest` to `newest` (ms, hub clock) have just arrived. */
  heard(oldest: number, newest: number): void {
    if (this.#maxAgeMs === 0) return;
    this.#hub.heard(this.clock.now(), oldest, newest, this.#maxAgeMs);
  }

  push(entry: Entry): void {
    this.#last = entry;
    if (entry.offset > this.#clearedTo) {
      this.#held.push(entry);
      if (this.#maxAgeMs > 0) this.#cancelExpiry ??= this.clock.later(EXPIRE_MS, () => this.#expire());
    }
    this.#changed();
  }

  /** Somebody cleared the stream's window: what is numbered up to `offset` isn't held any more, nor if it comes late. */
  forget(offset: number): void {
    this.#clearedTo = Math.max(this.#clearedTo, offset);
    this.#drop((entry) => entry.offset <= offset);
    if (this.#last && this.#last.offset <= offset) this.#last = undefined;
    this.#changed();
  }

  /** Start over: other messages follow. */
  clear(): void {
    this.#held.clear();
    this.#last = undefined;
    this.#clearedTo = 0;
    this.#cancelExpiry?.();
    this.#cancelExpiry = null;
    this.#changed();
  }

  /** Notes that something of it is read. */
  track(): void {
    this.#look();
  }

  /** Notes the read; what to show instead, if a binding looks at a frozen window. */
  #look(): Frozen | null {
    const frozen = this.graph.caching ? this.#frozen : null;
    (frozen ? this.#freezes : this.#changes).track();
    return frozen;
  }

  #drop(isOver: (entry: Entry) => boolean): boolean {
    const before = this.#held.length;
    for (let entry = this.#held.oldest(); entry && isOver(entry); entry = this.#held.oldest()) this.#held.dropOldest();
    return this.#held.length < before;
  }

  #expire(): void {
    this.#cancelExpiry = null;
    if (this.#maxAgeMs === 0) return;
    const until = this.#hub.at(this.clock.now()) - this.#maxAgeMs;
    if (this.#drop((entry) => entry.at < until)) this.#changed();
    const next = this.#held.oldest();
    if (next) {
      const wait = Math.max(EXPIRE_MS, next.at - until + 1);
      this.#cancelExpiry = this.clock.later(wait, () => this.#expire());
    }
  }

  #changed(): void {
    this.#version += 1;
    if (this.#frozen) this.graph.mark(this.#changes, false, true);
    else this.graph.touch(this.#changes);
  }
}

/** A keyed window isn't in order of arrival. */
function newestOf(entries: readonly Entry[]): Entry | undefined {
  let newest: Entry | undefined;
  for (const entry of entries) if (!newest || entry.offset > newest.offset) newest = entry;
  return newest;
}
