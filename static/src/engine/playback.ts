/**
 * Pause, and step back through the windows: what bindings and sources see stands still at one message, of all queries
 * merged by time. Everything else goes on: messages arrive, handlers run, data responders and queries follow what they
 * watch, and resuming shows it all at once.
 *
 * A keyed window holds only the newest row of each key; stepping back past it, the row isn't there yet.
 */
import type { PlaybackState } from "../bridge";
import type { Clock } from "./clock";
import type { Graph, Source } from "./graph";
import type { FromEngine } from "./messages";
import type { Stream } from "./stream";
import type { Entry } from "./window";

const TELL_MS = 250; // how often the page is told how many messages came since
const QUERIES_MAX = 255; // told apart in one byte each; a document has at most 100

export interface PlaybackPorts {
  graph: Graph;
  clock: Clock;
  post(message: FromEngine): void;
  streams(): Iterable<Stream>;
}

/** One stream as it was when the app was paused. */
interface Snapshot {
  stream: Stream;
  entries: readonly Entry[]; // in the window's order
  sorted: readonly Entry[]; // in order of arrival
  received: number;
}

/** All messages held, by time: which snapshot's turn it is, and when. */
interface Timeline {
  turns: Uint8Array;
  times: Float64Array;
}

export class Playback {
  #snapshots: Snapshot[] = []; // bound: the streams there are
  #timeline: Timeline = { turns: new Uint8Array(0), times: new Float64Array(0) };
  #position = 0; // messages shown
  #told = "";
  #cancelTell: (() => void) | null = null;
  readonly #state: Source<PlaybackState>;

  constructor(private readonly ports: PlaybackPorts) {
    this.#state = ports.graph.source<PlaybackState>({ paused: false, at: null, from: null, to: null, newer: 0 });
  }

  get isPaused(): boolean {
    return this.#state.peek().paused;
  }

  /** The moment that is shown; null while not paused, or without messages. */
  get at(): number | null {
    return this.#state.peek().at;
  }

  pause(): void {
    if (this.isPaused) return;
    const snapshots = [...this.ports.streams()].slice(0, QUERIES_MAX).map((stream): Snapshot => {
      const entries = stream.window.entries();
      const sorted = stream.window.isKeyed ? [...entries].sort((a, b) => a.offset - b.offset) : entries;
      return { stream, entries, sorted, received: stream.received.peek() };
    });
    this.#snapshots = snapshots;
    this.#timeline = merged(snapshots.map(({ sorted }) => sorted));
    this.ports.graph.holding.pause();
    this.#show(this.#timeline.times.length);
  }

  resume(): void {
    if (!this.isPaused) return;
    const { graph } = this.ports;
    graph.holding.from("viewer", () => {
      for (const { stream } of this.#snapshots) stream.window.freeze(null);
      this.#snapshots = [];
      this.#timeline = merged([]);
      this.#cancelTell?.();
      this.#cancelTell = null;
      this.#state.set({ paused: false, at: null, from: null, to: null, newer: 0 });
      for (const source of graph.holding.resume()) graph.mark(source, true, false);
    });
    this.#post();
  }

  toggle(): void {
    if (this.isPaused) this.resume();
    else this.pause();
  }

  /** So many messages on, or, if negative, back; pauses first. */
  step(by: number): void {
    if (!Number.isFinite(by)) throw new TypeError(`a step is a number of messages, not ${String(by)}`);
    this.pause();
    this.#show(this.#position + Math.trunc(by));
  }

  /** To the newest message that isn't after `at`, ms; pauses first. */
  seek(at: number): void {
    if (!Number.isFinite(at)) throw new TypeError(`a moment is a number of ms since 1970, not ${String(at)}`);
    this.pause();
    const { times } = this.#timeline;
    let low = 0;
    let high = times.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((times[middle] as number) <= at) low = middle + 1;
      else high = middle;
    }
    this.#show(low);
  }

  /** Messages may have come: the page is told, now and then. */
  changed(): void {
    if (!this.isPaused || this.#cancelTell) return;
    const newer = this.#newer();
    const state = this.#state.peek();
    if (newer === state.newer) return;
    this.#cancelTell = this.ports.clock.later(TELL_MS, () => {
      this.#cancelTell = null;
      this.ports.graph.holding.from("viewer", () => this.#state.set({ ...this.#state.peek(), newer: this.#newer() }));
      this.#post();
    });
  }

  /** As app code has it. */
  api(): object {
    const { graph } = this.ports;
    const call =
      <Args extends unknown[]>(name: string, run: (...args: Args) => void) =>
      (...args: Args): void => {
        graph.refuseWrite(`playback.${name}`);
        run(...args);
      };
    const state = this.#state;
    return Object.freeze({
      pause: call("pause", () => this.pause()),
      resume: call("resume", () => this.resume()),
      toggle: call("toggle", () => this.toggle()),
      stepBack: call("stepBack", (by: unknown = 1) => this.step(-Number(by))),
      stepForward: call("stepForward", (by: unknown = 1) => this.step(Number(by))),
      seek: call("seek", (at: unknown) => this.seek(Number(at))),
      get paused(): boolean {
        return state.get().paused;
      },
      get at(): number | null {
        return state.get().at;
      },
      get newer(): number {
        return state.get().newer;
      },
    });
  }

  #show(position: number): void {
    const { times, turns } = this.#timeline;
    // At least one message, if there is any: an app without a message shows nothing to step on from.
    const shown = Math.max(Math.min(1, times.length), Math.min(times.length, position));
    const counts = new Array<number>(this.#snapshots.length).fill(0);
    for (let index = 0; index < shown; index += 1) counts[turns[index] as number]! += 1;
    this.#position = shown;
    this.ports.graph.holding.from("viewer", () => {
      this.#snapshots.forEach((snapshot, index) => {
        snapshot.stream.window.freeze(cut(snapshot, counts[index] as number));
      });
      this.#state.set({
        paused: true,
        at: times[shown - 1] ?? null,
        from: times[0] ?? null,
        to: times[times.length - 1] ?? null,
        newer: this.#newer(),
      });
    });
    this.#post();
  }

  #newer(): number {
    let newer = 0;
    for (const { stream, received } of this.#snapshots) newer += stream.received.peek() - received;
    return newer;
  }

  #post(): void {
    const state = this.#state.peek();
    const text = JSON.stringify(state);
    if (text === this.#told) return;
    this.#told = text;
    this.ports.post({ type: "playback", ...state });
  }
}

/** The first `count` messages of a snapshot, in the window's order. */
function cut({ entries, sorted }: Snapshot, count: number): readonly Entry[] {
  if (count === sorted.length) return entries;
  if (entries === sorted) return Object.freeze(entries.slice(0, count));
  const last = sorted[count - 1]?.offset ?? Number.NEGATIVE_INFINITY;
  return Object.freeze(entries.filter(({ offset }) => offset <= last));
}

/** Within one list order counts, not time: a hub's clock may have been set back. */
function merged(lists: readonly (readonly Entry[])[]): Timeline {
  const length = lists.reduce((sum, list) => sum + list.length, 0);
  const timeline: Timeline = { turns: new Uint8Array(length), times: new Float64Array(length) };
  const heads = lists.map(() => 0);
  let time = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < length; index += 1) {
    let turn = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let list = 0; list < lists.length; list += 1) {
      const at = lists[list]?.[heads[list] as number]?.at;
      if (at !== undefined && (turn < 0 || at < least)) {
        turn = list;
        least = at;
      }
    }
    heads[turn]! += 1;
    time = Math.max(time, least);
    timeline.turns[index] = turn;
    timeline.times[index] = time;
  }
  return timeline;
}
