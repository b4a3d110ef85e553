/**
 * A stream query at work in this session: runs, stops, sends, and turns what the server says into events for handlers.
 */
import type { Seen } from "../bridge";
import type { StreamQuery } from "../document";
import type { Problem, Status, Stream as StreamItem, StreamStatus } from "../protocol";
import { CodedError, markTold } from "./errors";
import type { Source } from "./graph";
import { Intake } from "./intake";
import { Joining } from "./joining";
import type { Link } from "./link";
import type { LinkState } from "./messages";
import { Opening } from "./opening";
import type { Outgoing } from "./outgoing";
import { areSame, Parameters, type Params } from "./parameters";
import { type Chain, type Given, type RunPorts, Runs, type Trigger } from "./runs";
import { Sender, tooMany } from "./sender";
import { IDLE } from "./status";
import { Stream } from "./stream";
import { Teller, type TellerPorts } from "./teller";
import { Upstream } from "./upstream";

export interface QueryPorts extends TellerPorts, RunPorts {
  link: Link;
  seen(name: string): Seen | undefined;
  onRunFailed(query: Query, problem: Problem): void;
  onChange(query: Query, status: boolean): void; // whether its status changed
}

export class Query {
  readonly stream: Stream;
  readonly intake: Intake;
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
  readonly #runs: Runs;
  readonly #opening: Opening;
  #fresh = true;
  #ran: StreamQuery; // the definition of the last run

  constructor(
    public definition: StreamQuery,
    private readonly ports: QueryPorts,
  ) {
    this.#ran = definition;
    const { clock, link, templates } = ports;
    const { graph } = templates;
    this.stream = new Stream(graph, clock, link.server, definition.window.size, () => ports.onChange(this, false));
    this.parameters = new Parameters(definition, templates);
    this.#runs = new Runs(definition.name, ports);
    this.#opening = new Opening(this.#runs, () => this.definition.notifications);
    this.#teller = new Teller(definition.name, ports);
    this.intake = new Intake(this.stream, this.#teller, clock);
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
  run(trigger: Trigger, given: Given = {}, chain: Chain = []): Promise<void> {
    return this.#runs.start(this.definition.confirm, () => this.#begin(trigger, given, chain));
  }

  /** To be run on load: wanted from now on, joined when the server knows this session. */
  load(): void {
    const joined = this.#joining.wait();
    this.want("automatic");
    this.#limited(joined).catch(() => {});
  }

  /** From now on this query is to run; `onWelcome` asks the server for it. Returns what it ran with before. */
  want(trigger: Trigger, chain: Chain = []): Params | null {
    this.wanted = true;
    this.#ran = this.definition;
    this.trigger = trigger;
    this.startedAt = this.ports.clock.now();
    this.endedAt = null;
    this.#fresh = true;
    this.#opening.begin(chain);
    const { status } = this.status.peek();
    if (this.streamId === null && (status === "idle" || status === "closed" || status === "failed")) {
      this.#upstream.show({ ...IDLE, status: "connecting", at: this.ports.clock.now() });
    }
    return this.parameters.reset();
  }

  /** What the bindings of its arguments say now. */
  inputs(): unknown[] {
    return this.parameters.inputs(this.definition);
  }

  /** The server knows this session (again): catch up with what was wanted meanwhile. */
  onWelcome(): void {
    if (this.wanted) this.#joining.ask();
    else this.#joining.leave();
  }

  stop(): void {
    this.disconnect();
  }

  disconnect(): void {
    this.#opening.drop();
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

  /** Edited; what runs goes on as it was until the next run. */
  redefine(definition: StreamQuery): void {
    this.definition = definition;
  }

  /** The query is gone from the app. */
  end(): void {
    this.#runs.end();
    this.disconnect();
    this.stream.end();
  }

  /** Send a message up; resolves when the upstream's socket has taken it, else rejects with a code. */
  async broadcast(message: Outgoing): Promise<void> {
    const { clock } = this.ports;
    const asked = clock.now();
    try {
      this.#refuseIdle();
      await this.#sender.send(message, this.#upstream.isOpening);
    } catch (error) {
      this.#teller.unsent(message.text, clock.now(), whyOf(error));
      throw error;
    }
    this.#teller.sent(message.text, clock.now(), clock.now() - asked);
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
    if (this.#joining.joined()) this.#opening.joined();
    if (this.wanted) this.#upstreamIs(item.status, another); // else it was refused in between
  }

  onStatus(item: Status): void {
    this.#upstreamIs(item.status);
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
    this.#opening.failed({ code, message });
    this.#upstreamIs(this.#upstream.with({ status: "failed", at, code, message, next_retry_at: null }));
    this.#joining.settle({ code, message }, true);
  }

  #begin(trigger: Trigger, given: Given, chain: Chain): Promise<void> {
    if (this.#joining.isFull) return Promise.reject(tooMany(this.name));
    if (this.ports.link.isEnded) {
      return Promise.reject(new CodedError("not_connected", "this session has ended; reload the page"));
    }
    const before = this.want(trigger, chain);
    const joined = this.#limited(this.#joining.wait());
    try {
      const anew = !areSame(before, this.parameters.values(this.definition, given));
      if (this.ports.link.isOpen) this.#joining.ask(anew);
    } catch (error) {
      this.#refused(error as CodedError);
    }
    return joined;
  }

  /** It goes on joining, but nobody waits any longer. */
  #limited(joined: Promise<void>): Promise<void> {
    const { run } = this.#opening;
    return this.#runs.within(this.definition.timeout_ms, joined, (error) => {
      markTold(error);
      // On load its status tells; the server may only be on its way back.
      if (this.trigger !== "automatic") this.ports.onRunFailed(this, error);
      this.#opening.failed(error, run);
    });
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
    const opened = events.some(({ type }) => type === "open");
    if (opened) for (const { text } of this.#ran.on_connect) this.#teller.subscribed(text, now.at);
    this.#opening.says(now, this.#upstream.isOpen, opened);
  }
}

const whyOf = (error: unknown): string =>
  error instanceof CodedError ? `${error.message} (${error.code})` : String(error);
