/** The state of a query's upstream connection: as the server says, as it is shown, and what that means for handlers. */
import type { Seen } from "../bridge";
import type { StreamStatus } from "../protocol";
import type { Graph, Source } from "./graph";
import { eventsBetween, IDLE, isOpen, type Known, type StatusEvent } from "./status";

export class Upstream {
  readonly shown: Source<StreamStatus>;
  readonly #known: Known = { open: false, told: 0, toldBefore: 0 };
  #said: StreamStatus = IDLE;

  constructor(
    graph: Graph,
    private readonly onShow: () => void,
  ) {
    this.shown = graph.source(IDLE);
  }

  /** The last connection whose `open` was told. */
  get told(): number {
    return this.#known.told;
  }

  /** Whether the server has said anything yet. */
  get isKnown(): boolean {
    return this.#said !== IDLE;
  }

  /** As handlers know it. */
  get isOpen(): boolean {
    return this.#known.open;
  }

  /** Its first connection is on the way, and none has failed yet. */
  get isOpening(): boolean {
    const { status, attempt, connection } = this.shown.peek();
    return (status === "idle" || status === "connecting") && attempt === 0 && connection === 0;
  }

  /** Another upstream, which counts its connections from one; `seen`: what was told of it before a reload. */
  startOver(seen: Seen | undefined): void {
    this.#known.told = 0;
    this.#known.toldBefore = seen?.connection ?? 0;
  }

  /** The server's word, or what this session did itself. Returns the events; call `show` before they are told. */
  say(now: StreamStatus, another = false): StatusEvent[] {
    const events = eventsBetween(this.#said, now, this.#known, another);
    const open = isOpen(now, this.#known);
    this.#said = now;
    this.#known.open = open;
    if (open) this.#known.told = Math.max(this.#known.told, now.connection);
    return events;
  }

  /** Show what the server last said, or over it what only this session knows. */
  show(fields: Partial<StreamStatus> = {}): void {
    this.shown.set({ ...this.#said, ...fields });
    this.onShow();
  }

  /** A status that changes only what `fields` say. */
  with(fields: Partial<StreamStatus>): StreamStatus {
    return { ...this.#said, ...fields };
  }
}
