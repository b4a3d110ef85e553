/**
 * The rows of one widget, straight from the windows of its queries: read when they are about to be shown, and only what
 * is new since the last look. Rows leave with their messages, or when they are too old; what changed is told as splices.
 */
import type { WindowSource } from "../document";
import type { Clock } from "./clock";
import { type Arrival, type Id, Inflow, type Taker } from "./inflow";
import type { RowsDelta } from "./messages";
import { Ordered, type Ranked } from "./ordered";
import { Ring } from "./ring";
import { type Plan, planOf } from "./source";
import type { Change, Splice } from "./splices";
import { Tail } from "./tail";
import type { Entry, MessageWindow } from "./window";

const WINDOW_MAX = 10_000; // messages: the largest window
const EXPIRE_MS = 250; // a row leaves at most so late, as messages do

/** A row as it is shown, with its message's origin; without a `query`, it is of the only one. */
export interface Shown {
  data: unknown;
  query?: number;
  at: number;
  offset: number;
}

export interface Row extends Ranked, Shown {
  query: number;
  time: number; // by which it gets too old
  number: number; // in its window's ring
  key: string | null; // of rows that replace one another
}

/** Rows of one key; the newest message of each query counts until it leaves. */
interface Group {
  shown: Row | null;
  tie: number;
  isShared: boolean; // by several rows of one window
  newest: (Row | undefined)[]; // by query
}

export interface RowPorts {
  clock: Clock;
  window: (query: string) => MessageWindow | undefined;
  /** ms since the Unix epoch, hub clock; while the app is paused, the moment that is shown. */
  now(): number;
  /** Rows get too old: look again. */
  onDirty(): void;
}

export class RowSet implements Taker {
  readonly #plan: Plan;
  readonly #several: boolean;
  readonly #inflow: Inflow;
  #tail: Tail | null = null; // in place of all below, where rows are simply the newest messages
  #ordered: Ordered<Row>;
  #rings: Ring<Row>[] = []; // of each query, the rows of its ring in order of arrival
  #members: Map<string, Row>[] = []; // of each query, the rows of a keyed window; bound: the window
  #groups = new Map<string, Group>(); // bound: the windows
  #replaced: Arrival | null = null; // mode replace: the message that is to be shown …
  #built: Arrival | null = null; // … and the one whose rows there are
  #ties = 0;
  #isStale = true;
  #isFifo = false; // the first row in order is always the oldest message
  #expiredAt = 0;
  #cancel: (() => void) | null = null;

  constructor(
    readonly source: WindowSource,
    private readonly limit: number,
    private readonly ports: RowPorts,
  ) {
    this.#plan = planOf(source);
    this.#several = source.queries.length > 1;
    this.#inflow = new Inflow(source.queries, ports.window, this);
    this.#ordered = new Ordered(limit, true);
  }

  /** Read what is new. */
  pull(): void {
    if (this.#inflow.look() || this.#isStale || (this.#tail && !this.#ring())) this.#rebuild();
    else if (this.#tail) return;
    else if (!this.#inflow.isFrozen) {
      this.#read();
      if (this.#isStale) this.#rebuild();
    }
    this.#expire();
  }

  /** What changed since the last call; null: nothing. */
  take(): RowsDelta | null {
    const ring = this.#tail && this.#ring();
    const change: Change<Shown> | null = ring && this.#tail ? this.#tail.take(ring) : this.#ordered.take();
    if (!change) return null;
    return { reset: change.reset, queries: this.source.queries, splices: change.splices.map(posted) };
  }

  /** The rows shown, oldest first. */
  shown(): readonly Shown[] {
    const ring = this.#tail && this.#ring();
    return ring && this.#tail ? this.#tail.shown(ring) : this.#ordered.shown();
  }

  /** Noted as a dependency when a binding asks. */
  track(): void {
    for (const name of this.source.queries) this.ports.window(name)?.track();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #rebuild(): void {
    const { queries, mode } = this.source;
    const { where, span_seconds } = this.source;
    this.#isFifo = !this.#several && !this.#inflow.isKeyed && mode === "append" && this.#plan.rank === null;
    this.#ordered = new Ordered(this.limit, !this.#isFifo);
    this.#rings = queries.map(() => new Ring(WINDOW_MAX));
    this.#members = queries.map(() => new Map());
    this.#groups = new Map();
    this.#replaced = null;
    this.#built = null;
    this.#inflow.rewind();
    this.#isStale = false;
    const isPlain = this.#isFifo && where.length === 0 && span_seconds === 0 && !this.#inflow.isFrozen;
    this.#tail = isPlain && this.#ring() ? new Tail(this.limit) : null;
    if (!this.#tail) this.#read();
  }

  /** Of the only query; null: it has none. */
  #ring(): Ring<Entry> | null {
    const held = this.#inflow.only;
    return held instanceof Ring ? held : null;
  }

  #read(): void {
    this.#inflow.read(this.#isFifo && this.source.where.length === 0 ? this.limit : WINDOW_MAX);
    if (this.#replaced !== this.#built) this.#build();
  }

  startOver(): void {
    this.#isStale = true;
  }

  arrive(query: number, id: Id, entry: Entry): void {
    let before: Row | undefined; // of the same key of a keyed window
    if (this.source.mode === "replace") {
      this.#replace(query, id, entry);
      return;
    }
    const row = this.#rowOf(query, id, entry);
    if (typeof id === "string") {
      const members = this.#members[query] as Map<string, Row>;
      before = members.get(id);
      if (row) members.set(id, row);
      else members.delete(id);
      if (before && before.key !== row?.key) this.#leaveKeyed(before);
    }
    if (!row) return;
    if (typeof id === "number" && !this.#isFifo) (this.#rings[query] as Ring<Row>).push(row);
    if (row.key === null) this.#ordered.insert(row);
    else this.#join(row, row.key, before);
  }

  /** Null: the source doesn't take it. */
  #rowOf(query: number, id: Id, entry: Entry): Row | null {
    const plan = this.#plan;
    const name = this.source.queries[query] as string;
    const { data, at, offset } = entry;
    if (!plan.takes(data, entry, name)) return null;
    const { mode, span_seconds } = this.source;
    const isUpsert = mode === "upsert";
    const key = isUpsert ? plan.key(data, entry, name) : typeof id === "string" ? `${query} ${id}` : null;
    if (isUpsert && key === null) return null;
    const time = span_seconds > 0 ? plan.time(data, entry, name) : at;
    if (time < this.#oldest()) return null;
    const rank = plan.rank ? plan.rank(data, entry, name) : this.#several && mode === "append" ? at : 0;
    this.#ties += 1;
    return { data, query, at, offset, time, rank, tie: this.#ties, key, number: typeof id === "number" ? id : 0 };
  }

  #join(row: Row, key: string, before: Row | undefined): void {
    let group = this.#groups.get(key);
    if (!group) {
      group = { shown: null, tie: row.tie, isShared: false, newest: [] };
      this.#groups.set(key, group);
    }
    const known = group.newest[row.query];
    if (known && known !== before) group.isShared = true;
    if (known && known.offset > row.offset) return; // a keyed window is not in order of arrival
    row.tie = group.tie; // so that it stays where the first of its key stood
    // A row of a keyed window too, unless something else says where it belongs.
    if (group.shown && this.source.mode === "append" && !this.#plan.rank) row.rank = group.shown.rank;
    group.newest[row.query] = row;
    this.#show(group);
  }

  /** Another row of the same keyed window may take its place: that one has to be looked for. */
  #leaveKeyed(row: Row): void {
    if (row.key !== null && this.#groups.get(row.key)?.isShared) this.#isStale = true;
    else this.#leave(row);
  }

  #leave(row: Row): void {
    if (row.key === null) {
      this.#ordered.remove(row);
      return;
    }
    const group = this.#groups.get(row.key);
    if (group?.newest[row.query] !== row) return;
    group.newest[row.query] = undefined;
    this.#show(group);
    if (!group.shown) this.#groups.delete(row.key);
  }

  #show(group: Group): void {
    const before = group.shown;
    let best: Row | null = null;
    for (const row of group.newest) if (row && (!best || row.at >= best.at)) best = row;
    if (best === before) return;
    group.shown = best;
    if (before && best && before.rank === best.rank) this.#ordered.replace(before, best);
    else {
      if (before) this.#ordered.remove(before);
      if (best) this.#ordered.insert(best);
    }
  }

  dropBelow(query: number, number: number): void {
    const replaced = this.#replaced;
    if (replaced?.query === query && typeof replaced.id === "number" && replaced.id < number) this.#isStale = true;
    if (this.#isFifo) {
      for (let row = this.#ordered.first(); row && row.number < number; row = this.#ordered.first()) {
        this.#ordered.remove(row);
      }
      return;
    }
    const ring = this.#rings[query] as Ring<Row>;
    for (let row = ring.oldest(); row && row.number < number; row = ring.oldest()) {
      ring.dropOldest();
      this.#leave(row);
    }
  }

  drop(query: number, key: string): void {
    if (this.source.mode === "replace") this.#isStale = true; // an older message may be the newest now
    const members = this.#members[query] as Map<string, Row>;
    const row = members.get(key);
    if (!row) return;
    members.delete(key);
    this.#leaveKeyed(row);
  }

  /** The newest message is all there is; one that is no list must pass the conditions itself. */
  #replace(query: number, id: Id, entry: Entry): void {
    const known = this.#replaced;
    // Of one query order counts, not time: a hub's clock may have been set back.
    const isLate = known?.query === query ? entry.offset < known.entry.offset : known && entry.at < known.entry.at;
    if (isLate) return;
    const isTaken =
      Array.isArray(entry.data) || this.#plan.takes(entry.data, entry, this.source.queries[query] as string);
    if (isTaken) this.#replaced = { query, id, entry };
  }

  /** The rows of the message that replaces what was there. */
  #build(): void {
    this.#built = this.#replaced;
    this.#ordered.clear();
    if (!this.#replaced) return;
    const { query, entry } = this.#replaced;
    const items: unknown[] = Array.isArray(entry.data) ? entry.data : [entry.data];
    for (const item of items) {
      const row = this.#rowOf(query, 0, { ...entry, data: item });
      if (row) this.#ordered.insert(row);
    }
  }

  /** Rows of before are too old. */
  #oldest(): number {
    const span = this.source.span_seconds;
    return span > 0 ? this.ports.now() - span * 1_000 : Number.NEGATIVE_INFINITY;
  }

  #expire(): void {
    if (this.source.span_seconds === 0 || this.#inflow.isFrozen) return; // frozen: time stands still
    const { clock } = this.ports;
    if (Math.abs(clock.now() - this.#expiredAt) < EXPIRE_MS) {
      this.#wake(EXPIRE_MS);
      return;
    }
    this.#expiredAt = clock.now();
    const oldest = this.#oldest();
    const over: Row[] = [];
    let next = Number.POSITIVE_INFINITY;
    for (const row of this.#ordered) {
      if (row.time < oldest) over[over.length] = row;
      else next = Math.min(next, row.time);
    }
    for (const row of over) this.#leave(row);
    if (next < Number.POSITIVE_INFINITY) this.#wake(Math.max(EXPIRE_MS, next - oldest + 1));
  }

  #wake(ms: number): void {
    this.#cancel ??= this.ports.clock.later(ms, () => {
      this.#cancel = null;
      this.ports.onDirty();
    });
  }
}

function posted({ at, remove, rows }: Splice<Shown>): RowsDelta["splices"][number] {
  const { length } = rows;
  const data = new Array<unknown>(length);
  const origins = new Array<number>(3 * length);
  for (let index = 0; index < length; index += 1) {
    const row = rows[index] as Shown;
    data[index] = row.data;
    origins[3 * index] = row.query ?? 0;
    origins[3 * index + 1] = row.at;
    origins[3 * index + 2] = row.offset;
  }
  return { at, remove, rows: data, origins };
}
