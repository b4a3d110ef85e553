/** What engine tests share: a clock they move, a server they script, and a page that keeps what it was posted. */

import type { AppDocument, EventHandler, JavaScriptQuery, StreamQuery, Triggers, Window } from "../../src/document";
import type { Clock } from "../../src/engine/clock";
import { createEngine, type Engine } from "../../src/engine/engine";
import type { OpenSocket, SocketEvents } from "../../src/engine/link";
import type { FromEngine, Init } from "../../src/engine/messages";
import type { Frames, StreamStatus } from "../../src/protocol";
import { blankJavaScript, blankQuery } from "../../src/studio/draft/blank";
import { handlerOf, INIT, widgetOf } from "../documents";

export { documentOf, handlerOf, stateOf, transformerOf, widgetOf } from "../documents";

export const EPOCH = "e1";
const { parse, stringify } = JSON; // app code under test may replace them

/** Time stands still until `advance`; tasks for `soon` run at the present time. */
export class FakeClock implements Clock {
  time = 1_700_000_000_000;
  chance = 0.5;
  #timers: { at: number; run: () => void; order: number }[] = [];
  #order = 0;
  now = (): number => this.time;
  random = (): number => this.chance;
  later(ms: number, run: () => void): () => void {
    const timer = { at: this.time + ms, run, order: this.#order++ };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }
  soon(run: () => void): void {
    this.later(0, run);
  }
  /** Run what falls due, in order, letting promises settle in between. */
  async advance(ms: number): Promise<void> {
    const until = this.time + ms;
    for (let turns = 0; turns < 1_000_000; turns += 1) {
      await settle();
      const due = this.#timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (!due) break;
      this.#timers = this.#timers.filter((other) => other !== due);
      this.time = Math.max(this.time, due.at);
      due.run();
    }
    this.time = until;
  }
  get waiting(): number {
    return this.#timers.length;
  }
}

/** Long enough for any chain of promises in the engine. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 12; i += 1) await Promise.resolve();
}

type ClientFrame = Frames["client"];

/** One socket as the server sees it. */
export class Peer {
  readonly got: ClientFrame[] = [];
  closedByEngine = false;
  buffered = 0;
  constructor(
    readonly url: string,
    readonly events: SocketEvents,
  ) {}
  send(...items: Frames["server"][]): void {
    this.events.message(stringify(items));
  }
  of<T extends ClientFrame["type"]>(type: T): Extract<ClientFrame, { type: T }>[] {
    return this.got.filter((frame) => frame.type === type) as Extract<ClientFrame, { type: T }>[];
  }
}

export function windowOf(fields: Partial<Window> = {}): Window {
  return { size: 1_000, max_age_seconds: 0, max_bytes: 16 * 1024 * 1024, key: "", ...fields };
}

export function queryOf(name: string, fields: Partial<StreamQuery> = {}): StreamQuery {
  return { ...blankQuery(name, "wss://example.test/"), ...fields };
}

export function codeOf(name: string, code: string, fields: Partial<JavaScriptQuery> = {}): JavaScriptQuery {
  return { ...blankJavaScript(name), code, ...fields };
}

export const triggersOf = (fields: Partial<Triggers>): Triggers => ({ ...blankJavaScript("").triggers, ...fields });

export const js = (event: string, code: string): EventHandler =>
  handlerOf({ event, action: { type: "run_javascript", code } });

export function statusOf(fields: Partial<StreamStatus> = {}): StreamStatus {
  return {
    status: "open",
    at: 1,
    connection: 1,
    attempt: 0,
    next_retry_at: null,
    code: null,
    message: null,
    close_code: null,
    close_reason: null,
    subprotocol: null,
    ...fields,
  };
}

/** Messages `from`, `from + 1`, … with `data` as payloads. */
export function messagesOf(stream: string, from: number, data: unknown[], epoch = EPOCH): Frames["server"] {
  const batch = { epoch, from, to: from + data.length - 1, at: 1_000, dt: data.map((_, i) => i), data };
  return { type: "messages", stream, batches: [batch] };
}

export class Rig {
  readonly clock = new FakeClock();
  readonly posts: FromEngine[] = [];
  readonly peers: Peer[] = [];
  readonly engine: Engine;

  #document: AppDocument;

  constructor(document: AppDocument, init: Partial<Init> = {}) {
    this.#document = document;
    const open: OpenSocket = (url, events) => {
      const peer = new Peer(url, events);
      this.peers.push(peer);
      this.clock.soon(() => events.open());
      return {
        send: (text) => peer.got.push(parse(text)),
        close: () => {
          peer.closedByEngine = true;
        },
        buffered: () => peer.buffered,
      };
    };
    const full: Init = { type: "init", document, ...INIT, ...init };
    // Structured cloning as the real port does it: it throws where that throws.
    this.engine = createEngine(full, {
      post: (message) => this.posts.push(structuredClone(message)),
      open,
      clock: this.clock,
    });
  }

  /** The studio changes the document. */
  edit(change: Partial<AppDocument>): void {
    this.#document = { ...this.#document, ...change };
    this.engine.receive({ type: "document", document: this.#document });
  }

  /** Run code as the click handler of a button. */
  run(code: string): void {
    const others = this.#document.widgets.filter((widget) => widget.name !== "runner");
    this.edit({ widgets: [...others, widgetOf("runner", "button", { text: "" }, [js("click", code)])] });
    this.engine.receive({ type: "event", widget: "runner", event: "click", data: null });
  }

  get peer(): Peer {
    return this.peers.at(-1)!;
  }

  of<T extends FromEngine["type"]>(type: T): Extract<FromEngine, { type: T }>[] {
    return this.posts.filter((message) => message.type === type) as Extract<FromEngine, { type: T }>[];
  }

  /** The value of an expression as app code sees it; an error's text if it fails. */
  async read(expression: string): Promise<unknown> {
    this.engine.receive({ type: "evaluate", id: 99, template: `{{ ${expression} }}` });
    await settle();
    const { value, error } = this.of("result").at(-1)!;
    return error ?? value;
  }

  /** Errors and console lines the author would see. */
  reports(): string[] {
    return this.of("report").map(({ report }) => `${report.where}:${report.line} ${report.message}`);
  }

  /** The value of a property as the page has it now. */
  prop(widget: string, property: string): unknown {
    let value: unknown;
    for (const { props } of this.of("props"))
      if (props[widget] && property in props[widget]) value = props[widget][property];
    return value;
  }

  error(widget: string, property: string): string | null {
    let error: string | null = null;
    for (const { errors } of this.of("props"))
      if (errors[widget] && property in errors[widget]) error = errors[widget][property]!;
    return error;
  }

  /** Give the token, take the hello, say welcome. */
  async connect(): Promise<Peer> {
    this.engine.receive({ type: "token", token: "secret-token", socket: "ws://server/live/" });
    await this.clock.advance(0);
    this.peer.send({ type: "welcome", protocol: 1, at: this.clock.time, session: "s1", user: null, ack_seconds: 10 });
    await settle();
    return this.peer;
  }

  /** Answer the newest `run` of a query. */
  async join(query: string, fields: Partial<Extract<Frames["server"], { type: "stream" }>> = {}): Promise<void> {
    const run = this.peer
      .of("run")
      .filter((frame) => frame.query === query)
      .at(-1);
    if (!run) throw new Error(`${query} was not run`);
    const base = {
      stream: `${query}#${this.peers.length}`,
      scope: "session",
      epoch: EPOCH,
      top: 0,
      window: 1_000,
      max_age_seconds: 0,
      keyed: false,
      resumed: false,
    };
    this.peer.send(
      { type: "result", id: run.id, ok: true, error: null },
      { type: "stream", query, status: statusOf(), ...base, ...fields },
    );
    await settle();
  }

  /** Cut the socket and bring it back. */
  async reconnect(code = 1006): Promise<Peer> {
    this.peer.events.close(code, "");
    await this.clock.advance(20_000);
    return this.connect();
  }

  async message(query: string, from: number, ...data: unknown[]): Promise<void> {
    this.peer.send(messagesOf(`${query}#${this.peers.length}`, from, data));
    await settle();
  }
}
