/**
 * One query's stream as this session has it: its window, its position, its counts and its rate.
 *
 * Every message goes by exactly once, in order; what is missing is counted. Knows no socket and no handlers.
 */
import type { Seen } from "../bridge";
import type { Batch, Cleared, Cursor, Gap, Stream as StreamItem } from "../protocol";
import type { Clock } from "./clock";
import type { Graph, Source } from "./graph";
import { Latency, type ServerClock } from "./latency";
import { type Missing, Position } from "./position";
import { Rate } from "./rate";
import { type Entry, MessageWindow } from "./window";

export interface Arrival {
  entry: Entry;
  replay: boolean;
  handled: boolean; // the handlers have had it before; only the window is filled again
}

export class Stream {
  readonly window: MessageWindow;
  readonly rate: Rate;
  readonly latency: Latency;
  /** How many messages are missing, how many a newer one has replaced, and how many came. */
  readonly gaps: Source<number>;
  readonly replaced: Source<number>;
  readonly received: Source<number>;
  /** The server says that this session has fallen behind, and by how many messages. */
  readonly lagging: Source<boolean>;
  readonly behind: Source<number>;
  readonly #position = new Position();

  constructor(
    graph: Graph,
    private readonly clock: Clock,
    private readonly server: ServerClock,
    size: number,
    private readonly onChange: () => void,
  ) {
    this.window = new MessageWindow(graph, clock, size);
    this.rate = new Rate(graph, clock, onChange);
    this.latency = new Latency(graph);
    this.gaps = graph.source(0);
    this.replaced = graph.source(0);
    this.received = graph.source(0);
    this.lagging = graph.source(false);
    this.behind = graph.source(0);
  }

  get cursor(): Cursor | null {
    return this.#position.cursor;
  }

  /** The server joined us; `fresh` as in `Position.join`. Returns whether this is another epoch. */
  join(item: StreamItem, fresh: boolean, seen: Seen | undefined): boolean {
    this.window.bind({ size: item.window, keyed: item.keyed, maxAgeMs: item.max_age_seconds * 1_000 });
    const { kept, another } = this.#position.join(item, fresh, seen);
    if (!kept) this.window.clear();
    this.lags(false, 0);
    return another;
  }

  /** Take a batch in, message by message. `onHole` hears of offsets that are missing without a word of the server. */
  *take(batch: Batch, onHole: (missing: Missing) => void): Generator<Arrival> {
    const { from, to, at, dt, data, offsets, keys } = batch;
    const position = this.#position;
    this.#follow(batch.epoch, from);
    const hole = position.beginAt(from);
    if (hole) {
      this.#count();
      onHole(hole);
    }
    if (dt.length > 0) this.window.heard(at + dt[0]!, at + dt[dt.length - 1]!);
    for (let i = 0; i < data.length; i += 1) {
      const offset = offsets ? offsets[i]! : from + i;
      if (offsets) position.replace(from, offset - 1);
      const taken = position.take(offset);
      if (!taken) continue;
      const entry: Entry = { offset, at: at + (dt[i] ?? 0), data: data[i] };
      if (keys) entry.key = keys[i]!;
      this.window.push(entry);
      this.#count();
      if (offset > position.liveAfter) this.rate.count();
      yield { entry, ...taken };
    }
    if (offsets) {
      position.replace(from, to);
      this.#count();
    }
    // What a joiner is given of the window was received long ago, and says nothing of the way.
    if (dt.length > 0 && to > position.liveAfter) {
      this.latency.handled(at + dt[dt.length - 1]!, this.server.at(this.clock.now()));
    }
    this.onChange();
  }

  /** The server says these can't be had any more. Null: that is no news. */
  skip(gap: Gap): Missing | null {
    this.#follow(gap.epoch, gap.from);
    const missing = this.#position.skip(gap);
    this.#count();
    return missing;
  }

  /** Somebody emptied the stream's window. What this session has been given stays counted. */
  clear({ epoch, to }: Cleared): void {
    if (epoch !== this.#position.epoch) return;
    this.window.forget(to);
    this.onChange();
  }

  lags(lagging: boolean, behind: number): void {
    this.lagging.set(lagging);
    this.behind.set(lagging ? behind : 0);
    this.onChange();
  }

  /** Nothing arrives any more; the window and the position stay. */
  rest(): void {
    this.rate.rest();
    this.lags(false, 0);
  }

  /** The query is gone from the app. */
  end(): void {
    this.rest();
    this.window.clear();
  }

  #follow(epoch: string, from: number): void {
    if (epoch === this.#position.epoch) return;
    this.#position.startOver(epoch, from - 1);
    this.window.clear();
  }

  #count(): void {
    const { received, replaced, missing } = this.#position;
    this.received.set(received);
    this.replaced.set(replaced);
    this.gaps.set(missing);
  }
}
