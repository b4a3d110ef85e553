/**
 * A stream query at work in this session: runs, stops, sends, and turns what the server says into events for handlers.
 */
import type { Seen } from "../bridge";
import type { StreamQuery } from "../document";
import type {
  Cleared,
  Gap,
  Lagging,
  Messages,
  Problem,
  Status,
  StreamError,
  Stream as StreamItem,
  StreamStatus,
} from "../protocol";
import type { Clock } from "./clock";
import { CodedError } from "./errors";
import type { Graph, Source } from "./graph";
import type { Job } from "./inbox";
import { Joining } from "./joining";
import type { Link } from "./link";
import type { LinkState } from "./messages";
import type { Outgoing } from "./outgoing";
import { areSame, type ParameterPorts, Parameters, type Params } from "./parameters";
import type { Missing } from "./position";
import { Sender, tooMany } from "./sender";
import { IDLE } from "./status";
import { Stream } from "./stream";
import { Teller, type TellerPorts } from "./teller";
import { Upstream } from "./upstream";

export interface QueryPorts extends TellerPorts {
  link: Link;
  graph: Graph;
  clock: Clock;
  parameters: ParameterPorts;
  seen(name: string): Seen | undefined;
  onRunFailed(query: Query, problem: Problem): void;
  onChange(query: Query, status: boolean): void; // whether its status changed
}

type Trigger = "automatic" | "manual";

export class Query {
  readonly stream: Stream;
  streamId: string | null = null;
  wanted = false;
  scope: string | null = null;
  trigger: Trigger = "manual";
  startedAt: number | null = null;
  endedAt: number | null = null;
  readonly #upstream: Upstream;
  readonly #joining: Joining;
  readonly #sender: Sender;
  readonly parameters: Parameters;
  readonly #teller: Teller;
  #fresh = true;

  constructor(
    public definition: StreamQuery,
    private readonly ports: QueryPorts,
  ) {
    const { graph, clock, link } = ports;
    this.stream = new Stream(graph, clock, definition.window.size, () => ports.onChange(this, false));
    this.parameters = new Parameters(definition, ports.parameters);
    this.#teller = new Teller(definition.name, ports);
    this.#upstream = new Upstream(graph, () => ports.onChange(this, true));
    this.#sender = new Sender(definition.name, link, clock);
    this.#joining = new Joining({
      link,
      clock,
      query: definition.name,
      cursor: () => this.stream.cursor,
      params: () => this.parameters.values(this.definition),
      onRetry: ({ code, message }, at) =>
        this.#upstream.show({ status: "retrying", at: clock.now(), code, message, next_retry_at: at }),
      onRefused: (problem) => this.#refused(problem),
    });
  }

  get name(): string {
    return this.definition.name;
  }

  /** As shown: the upstream's, unless this session's own connection is in the way. */
  get status(): Source<StreamStatus> {
    return this.#upstream.shown;
  }

  /** The last connection whose `open` was told. */
  get told(): number {
    return this.#upstream.told;
  }

  // --- up ---------------------------------------------------------------------------------------------------------

  /**
   * Join the stream; resolves when joined, rejects with a code. While it runs: join again, with the definition as it is
   * now. `given`: values of parameters instead of what their bindings say.
   */
  run(trigger: Trigger, given: Readonly<Record<string, unknown>> = {}): Promise<void> {
    if (this.#joining.isFull) return Promise.reject(tooMany(this.name));
    if (this.ports.link.isEnded) {
      return Promise.reject(new CodedError("not_connected", "this session has ended; reload the page"));
    }
    const before = this.want(trigger);
    const joined = this.#joining.wait();
    try {
      const anew = !areSame(before, this.parameters.values(this.definition, given));
      if (this.ports.link.isOpen) this.#joining.ask(anew);
    } catch (error) {
      this.#refused(error as CodedError);
    }
    return joined;
  }

  /** From now on this query is to run; `onWelcome` asks the server for it. Returns what it ran with before. */
  want(trigger: Trigger): Params | null {
    this.wanted = true;
    this.trigger = trigger;
    this.startedAt = this.ports.clock.now();
    this.endedAt = null;
    this.#fresh = true;
    const { status } = this.status.peek();
    if (this.streamId === null && (status === "idle" || status === "closed" || status === "failed")) {
      this.#upstream.show({ ...IDLE, status: "connecting", at: this.ports.clock.now() });
    }
    return this.parameters.reset();
  }

  /** The server knows this session (again): catch up with what was wanted meanwhile. */
  onWelcome(): void {
    if (this.wanted) this.#joining.ask();
    else this.#joining.leave();
  }

  disconnect(): void {
    if (!this.wanted && this.streamId === null) return;
    this.wanted = false;
    this.streamId = null;
    this.#joining.stop();
    this.#upstreamIs(
      this.#upstream.with({
        status: "closed",
        at: this.ports.clock.now(),
        code: null,
        message: null,
        next_retry_at: null,
        close_code: null,
        close_reason: "disconnected by the app",
      }),
    );
    this.stream.rest();
    const problem = { code: "not_running", message: `${this.name} was disconnected` };
    this.#joining.settle(problem);
    this.#sender.opened(problem);
  }

  /** The query is gone from the app. */
  end(): void {
    this.disconnect();
    this.stream.end();
  }

  /** Send a message up; resolves when the upstream's socket has taken it, else rejects with a code. */
  async broadcast(message: Outgoing): Promise<void> {
    this.#refuseIdle();
    await this.#sender.send(message, this.#upstream.isOpening);
    this.#teller.sent(message.text, this.ports.clock.now());
  }

  /** What is remembered under `key` isn't sent again after a reconnect; null: none of it. */
  async forget(key: string | null): Promise<void> {
    this.#refuseIdle();
    await this.#sender.forget(key, this.#upstream.isOpening);
  }

  // --- down -------------------------------------------------------------------------------------------------------

  onStream(item: StreamItem): void {
    const seen = this.ports.seen(this.name);
    this.streamId = item.stream;
    this.scope = item.scope;
    const another = this.stream.join(item, this.#fresh, seen);
    if (another) this.#upstream.startOver(seen?.epoch === item.epoch ? seen : undefined);
    this.#fresh = false;
    this.endedAt = this.ports.clock.now();
    this.#joining.joined();
    if (this.wanted) this.#upstreamIs(item.status, another); // else it was refused in between
  }

  onStatus(item: Status): void {
    this.#upstreamIs(item.status);
  }

  *onMessages(item: Messages): Job {
    const onHole = (missing: Missing): void => this.#teller.gap(missing, this.ports.clock.now());
    for (const batch of item.batches) {
      for (const arrival of this.stream.take(batch, onHole)) if (this.#teller.message(arrival)) yield;
    }
  }

  onError(item: StreamError): void {
    this.#teller.error(item);
  }

  onGap(item: Gap): void {
    const missing = this.stream.skip(item);
    if (missing) this.#teller.gap(missing, this.ports.clock.now());
  }

  onLagging({ lagging, behind }: Lagging): void {
    this.stream.lags(lagging, behind);
  }

  onCleared(item: Cleared): void {
    this.stream.clear(item);
  }

  /** This session's own connection changed; the upstream's state is unknown until it is back. */
  onLink(link: LinkState): void {
    if (link.state === "open") return;
    this.#joining.cut();
    this.stream.lags(false, 0);
    if (!this.wanted) return;
    if (link.state === "ended") {
      const message = link.message ?? "the server ended this session";
      const at = this.ports.clock.now();
      this.#upstream.show({ status: "failed", at, code: link.code, message, next_retry_at: null });
      this.#joining.settle({ code: "not_connected", message });
      this.#sender.opened({ code: "not_connected", message });
      return;
    }
    if (!this.#upstream.isKnown && link.state === "connecting") return; // the first connection is only on its way
    const message = "Connection to the server lost";
    this.#upstream.show({ status: "retrying", code: "link_lost", message, next_retry_at: link.next_retry_at });
  }

  #refused({ code, message }: Problem): void {
    const at = this.ports.clock.now();
    this.wanted = false;
    this.endedAt = at;
    if (this.streamId !== null)
      this.#joining.stop(); // what ran so far ends too
    else this.#joining.cut();
    this.streamId = null;
    this.ports.onRunFailed(this, { code, message });
    this.#upstreamIs(this.#upstream.with({ status: "failed", at, code, message, next_retry_at: null }));
    this.#joining.settle({ code, message }, true);
  }

  #refuseIdle(): void {
    if (!this.wanted) throw new CodedError("not_running", `${this.name} isn't running; call ${this.name}.run() first`);
  }

  #upstreamIs(now: StreamStatus, another = false): void {
    const events = this.#upstream.say(now, another);
    if (now.status === "open" || now.status === "degraded") {
      this.#sender.opened(null);
    } else if (now.status === "failed" || now.status === "closed") {
      this.#sender.opened({ code: "not_connected", message: now.message ?? `${this.name} is ${now.status}` });
    }
    this.#upstream.show();
    this.#teller.upstream(events, now.at);
  }
}
