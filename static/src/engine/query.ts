/**
 * A stream query at work in this session: runs, stops, sends, and turns what the server says into events for handlers.
 */
import type { Seen } from "../bridge";
import type { StreamQuery } from "../document";
import type {
  Batch,
  Gap,
  Messages,
  Problem,
  Status,
  StreamError,
  Stream as StreamItem,
  StreamStatus,
} from "../protocol";
import type { Clock } from "./clock";
import type { Graph, Source } from "./graph";
import type { Job } from "./inbox";
import { type Link, REQUESTS_MAX, type Settle } from "./link";
import type { LinkState } from "./messages";
import { CodedError, Sender, tooMany } from "./sender";
import { eventsBetween, IDLE } from "./status";
import { Stream } from "./stream";

/** What a handler gets as `event`. */
export interface AppEvent {
  type: string;
  query?: string;
  data?: unknown;
  at: number;
  offset?: number;
  replay: boolean;
  [field: string]: unknown;
}

export interface QueryPorts {
  link: Link;
  graph: Graph;
  clock: Clock;
  seen(name: string): Seen | undefined;
  fire(owner: string, event: AppEvent): void;
  listens(owner: string, type: string): boolean;
  onRaw(
    kind: "message" | "sent" | "open" | "close" | "error" | "gap",
    query: Query,
    at: number,
    offset: number | null,
    data: unknown,
  ): void;
  onRunFailed(query: Query, problem: Problem): void;
  onChange(query: Query, status: boolean): void; // whether its status changed
}

const RETRY_FIRST_MS = 1_000; // a run the server could not serve just now
const RETRY_MAX_MS = 30_000;
const PASSING = new Set(["unavailable", "internal", "rate_limited", "not_confirmed"]); // problems that may pass

export class Query {
  readonly stream: Stream;
  readonly status: Source<StreamStatus>; // as shown
  streamId: string | null = null;
  wanted = false;
  scope: string | null = null;
  trigger: "automatic" | "manual" = "manual";
  startedAt: number | null = null;
  endedAt: number | null = null;
  told = 0; // the last connection whose `open` was told
  #upstream: StreamStatus = IDLE; // as the server last said
  #toldBefore = 0;
  #fresh = true;
  #joins: Settle[] = []; // bound: REQUESTS_MAX; further runs are refused
  readonly #sender: Sender;
  #joining = false;
  #stopOwed = false; // disconnected while the socket was cut
  #retries = 0;
  #cancelRetry: () => void = () => {};
  #cancelTick: (() => void) | null = null;

  constructor(
    public definition: StreamQuery,
    private readonly ports: QueryPorts,
  ) {
    this.stream = new Stream(ports.graph, definition.window.size);
    this.status = ports.graph.source(IDLE);
    this.#sender = new Sender(definition.name, ports.link, ports.clock);
  }

  get name(): string {
    return this.definition.name;
  }

  // --- up ---------------------------------------------------------------------------------------------------------

  /** Join the stream; resolves when joined. While it runs: join again, with the definition as it is now. */
  run(trigger: "automatic" | "manual"): Promise<void> {
    if (this.#joins.length >= REQUESTS_MAX) return Promise.reject(tooMany(this.name));
    if (this.ports.link.isEnded) {
      return Promise.reject(new CodedError("not_connected", "this session has ended; reload the page"));
    }
    const again = this.#joining;
    this.want(trigger);
    if (!again && this.ports.link.isOpen) this.rejoin();
    return new Promise((resolve, reject) => {
      this.#joins.push((problem) => (problem ? reject(CodedError.of(problem)) : resolve()));
    });
  }

  /** From now on this query is to run; `rejoin` asks the server for it. */
  want(trigger: "automatic" | "manual"): void {
    this.wanted = true;
    this.trigger = trigger;
    this.startedAt = this.ports.clock.now();
    this.endedAt = null;
    this.#fresh = true;
    const shown = this.status.peek().status;
    if (this.streamId === null && (shown === "idle" || shown === "closed" || shown === "failed")) {
      this.#show({ ...IDLE, status: "connecting", at: this.ports.clock.now() });
    }
  }

  /** The server knows this session (again): catch up with what was wanted meanwhile. */
  onWelcome(): void {
    if (this.wanted) this.rejoin();
    else if (this.#stopOwed) this.#stop();
  }

  /** Ask the server to join, or to go on after the socket was cut. */
  rejoin(): void {
    this.#cancelRetry();
    this.#joining = true;
    this.ports.link.request({ type: "run", query: this.name, cursor: this.stream.cursor }, (problem) => {
      if (!problem) this.#retries = 0;
      else if (this.wanted && this.ports.link.isOpen) this.#refused(problem);
      // else: the socket was cut; the next `welcome` asks again
    });
  }

  disconnect(): void {
    if (!this.wanted && this.streamId === null) return;
    this.wanted = false;
    this.#joining = false;
    this.#cancelRetry();
    this.streamId = null;
    this.#stop();
    const reason = "disconnected by the app";
    this.#upstreamIs({
      ...this.#upstream,
      status: "closed",
      at: this.ports.clock.now(),
      code: null,
      message: null,
      next_retry_at: null,
      close_code: null,
      close_reason: reason,
    });
    this.stream.rest();
    const problem = { code: "not_running", message: `${this.name} was disconnected` };
    this.#joined(problem);
    this.#sender.opened(problem);
  }

  #stop(): void {
    this.#stopOwed = !this.ports.link.isOpen;
    if (!this.#stopOwed) this.ports.link.request({ type: "stop", query: this.name }, () => {});
  }

  /** Send a text up; resolves when the upstream's socket has taken it, else rejects with a code. */
  async broadcast(text: string): Promise<void> {
    if (!this.wanted) throw new CodedError("not_running", `${this.name} isn't running; call ${this.name}.run() first`);
    const { status, attempt, connection } = this.status.peek();
    const opening = (status === "idle" || status === "connecting") && attempt === 0 && connection === 0;
    await this.#sender.send(text, opening);
    this.ports.onRaw("sent", this, this.ports.clock.now(), null, text);
  }

  // --- down -------------------------------------------------------------------------------------------------------

  onStream(item: StreamItem): void {
    this.#joining = false;
    const seen = this.ports.seen(this.name);
    this.streamId = item.stream;
    this.scope = item.scope;
    const another = this.stream.join(item, this.#fresh, seen);
    if (another) {
      this.#toldBefore = seen?.epoch === item.epoch ? seen.connection : 0;
      this.told = 0;
    }
    this.#fresh = false;
    this.endedAt = this.ports.clock.now();
    this.#joined(null);
    this.#upstreamIs(item.status, another);
  }

  onStatus(item: Status): void {
    this.#upstreamIs(item.status);
  }

  *onMessages(item: Messages): Job {
    for (const batch of item.batches) yield* this.#onBatch(batch);
  }

  *#onBatch(batch: Batch): Job {
    this.#startTicking();
    const onHole = (from: number, to: number): void => this.#gap(from, to, to - from + 1);
    for (const { entry, replay, handled } of this.stream.take(batch, onHole)) {
      this.ports.onRaw("message", this, entry.at, entry.offset, entry.data);
      if (handled || !this.ports.listens(this.name, "success")) continue;
      this.ports.fire(this.name, { type: "success", query: this.name, ...entry, replay });
      yield;
    }
    this.ports.onChange(this, false);
  }

  onError(item: StreamError): void {
    const { code, message, at, sample } = item;
    this.ports.onRaw("error", this, at, null, sample === null ? message : `${message}: ${sample}`);
    this.#fire("error", { code, message, at, sample });
  }

  onGap(item: Gap): void {
    if (this.stream.skip(item)) this.#gap(item.from, item.to, item.count);
  }

  /** This session's own connection changed; the upstream's state is unknown until it is back. */
  onLink(link: LinkState): void {
    if (link.state === "open") return;
    this.#joining = false;
    if (!this.wanted) return;
    if (link.state === "ended") {
      const message = link.message ?? "the server ended this session";
      this.#show({
        ...this.#upstream,
        status: "failed",
        at: this.ports.clock.now(),
        code: link.code,
        message,
        next_retry_at: null,
      });
      this.#joined({ code: "not_connected", message });
      this.#sender.opened({ code: "not_connected", message });
      return;
    }
    if (this.#upstream === IDLE && link.state === "connecting") return; // the first connection is only on its way
    const message = "Connection to the server lost";
    this.#show({
      ...this.#upstream,
      status: "retrying",
      code: "link_lost",
      message,
      next_retry_at: link.next_retry_at,
    });
  }

  #refused(problem: Problem): void {
    this.#joining = false;
    const now = this.ports.clock.now();
    if (PASSING.has(problem.code)) {
      const delay =
        (0.5 + this.ports.clock.random() / 2) *
        Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** Math.min(this.#retries, 10));
      this.#retries += 1;
      this.#show({ ...this.#upstream, status: "retrying", at: now, ...problem, next_retry_at: now + delay });
      this.#cancelRetry = this.ports.clock.later(delay, () => {
        if (this.wanted && this.ports.link.isOpen) this.rejoin();
      });
      return;
    }
    this.wanted = false;
    this.endedAt = now;
    if (this.streamId !== null) this.#stop(); // what ran so far ends too
    this.streamId = null;
    this.ports.onRunFailed(this, problem);
    this.#upstreamIs({ ...this.#upstream, status: "failed", at: now, ...problem, next_retry_at: null });
    this.#joined(problem);
  }

  #upstreamIs(now: StreamStatus, another = false): void {
    const events = eventsBetween(this.#upstream, now, { told: this.told, toldBefore: this.#toldBefore, another });
    this.#upstream = now;
    if (now.status === "open" || now.status === "degraded") {
      this.told = Math.max(this.told, now.connection);
      this.#sender.opened(null);
    } else if (now.status === "failed" || now.status === "closed") {
      this.#sender.opened({ code: "not_connected", message: now.message ?? `${this.name} is ${now.status}` });
    }
    this.#show(now);
    for (const { type, replay, code, reason, message, connection } of events) {
      const text = type === "open" ? "" : (message ?? [code, reason].filter((part) => part !== null).join(" "));
      this.ports.onRaw(type, this, now.at, null, text);
      this.#fire(type, { replay, code, reason, message, connection, at: now.at });
    }
  }

  #gap(from: number, to: number, count: number | null): void {
    const at = this.ports.clock.now();
    const missing = count === 1 ? "1 message is" : `${count ?? "an unknown number of"} messages are`;
    const text = count === null ? `${missing} missing` : `${missing} missing: ${from} to ${to}`;
    this.ports.onRaw("gap", this, at, from, text);
    this.#fire("gap", { from, to, count, at });
  }

  #fire(type: string, fields: Record<string, unknown> & { at: number }): void {
    if (!this.ports.listens(this.name, type)) return;
    this.ports.fire(this.name, { type, query: this.name, replay: false, ...fields });
  }

  #show(status: StreamStatus): void {
    this.status.set(status);
    this.ports.onChange(this, true);
  }

  #joined(problem: Problem | null): void {
    const joins = this.#joins;
    this.#joins = [];
    for (const join of joins) join(problem);
  }

  #startTicking(): void {
    this.#cancelTick ??= this.ports.clock.later(1_000, () => {
      this.#cancelTick = null;
      if (this.stream.tick()) this.#startTicking();
      this.ports.onChange(this, false);
    });
  }
}
