/**
 * The engine's one socket to the server: hello and welcome, requests and their answers, acknowledgements, reconnecting.
 *
 * It knows nothing of queries. Items other than answers go to `onFrame` in order; whoever handles them says `processed`.
 */
import { ACK_SECONDS, type Frames, PROTOCOL_VERSION, type Problem } from "../protocol";
import type { Clock } from "./clock";
import { ServerClock } from "./latency";
import type { LinkState } from "./messages";

export interface Socket {
  send(text: string): void;
  close(): void;
  buffered(): number; // bytes not yet handed to the network
}
export interface SocketEvents {
  open(): void;
  message(text: string): void;
  close(code: number, reason: string): void; // once, also when it never opened
}
export type OpenSocket = (url: string, events: SocketEvents) => Socket;

export type ServerItem = Frames["server"];
export interface RequestFrame {
  type: "run" | "stop" | "broadcast" | "forget";
  query: string;
  [member: string]: unknown;
}
export type Settle = (problem: Problem | null) => void;
export interface Frame {
  items: ServerItem[];
  bytes: number;
  connection: number; // which socket it came by
}

export interface LinkPorts {
  open: OpenSocket;
  clock: Clock;
  needToken(): void;
  onState(state: LinkState): void;
  onFrame(frame: Frame): void;
  onFault(message: string): void;
}

const BACKOFF_FIRST_MS = 500;
const BACKOFF_MAX_MS = 15_000; // a viewer waits no longer for a server that is back
const STABLE_MS = 5_000; // a connection that lived this long earns a fresh backoff
const WELCOME_MS = 10_000; // from asking for a token to `welcome`; then it is tried again
const ACK_BYTES = 64 * 1024; // a sixteenth of the server's credit
const ACK_MS = 1_000; // what comes at 64 KiB a second or more is acknowledged by its size
export const REQUESTS_MAX = 256; // unanswered; more are refused

const LOST: Problem = { code: "not_confirmed", message: "the connection to the server was lost before it answered" };

const { parse, stringify } = JSON; // taken before app code could replace them

export class Link {
  #socket: Socket | null = null;
  #connection = 0;
  #state: LinkState["state"] = "connecting";
  #attempt = 0;
  #waiting = false; // for the page's token
  #nextId = 1;
  #requests = new Map<number, Settle>(); // bound: REQUESTS_MAX broadcasts, and one run or stop a query
  #frames = 0;
  #unackedBytes = 0;
  #stuckBytes = 0;
  #why = ""; // the server's last word: before a close, its reason
  #cancelTimer: () => void = () => {};
  #cancelAck: (() => void) | null = null;
  #cancelPulse: () => void = () => {};
  #welcomedAt = 0;
  readonly server = new ServerClock();

  constructor(private readonly ports: LinkPorts) {}

  get isOpen(): boolean {
    return this.#state === "open";
  }

  get isEnded(): boolean {
    return this.#state === "ended";
  }

  get outstanding(): number {
    return this.#requests.size;
  }

  /** Connect now, if there is no connection and none on the way. */
  connect(): void {
    if (this.#state === "ended" || this.#socket || this.#waiting) return;
    this.#cancelTimer();
    this.#waiting = true;
    this.#tell("connecting", null, null);
    this.#cancelTimer = this.ports.clock.later(WELCOME_MS, () => this.#lose(null, "the server did not answer in time"));
    this.ports.needToken();
  }

  token(token: string, url: string): void {
    if (!this.#waiting) return;
    this.#waiting = false;
    const connection = ++this.#connection;
    const mine = (): boolean => connection === this.#connection;
    try {
      this.#socket = this.ports.open(url, {
        // Put together by hand: an object could be seen by an `Object.prototype.toJSON` of app code.
        open: () => {
          const hello = `{"type":"hello","protocol":${PROTOCOL_VERSION},"token":${stringify(token)}}`;
          if (!mine()) return;
          this.server.asked(this.ports.clock.now());
          this.#socket?.send(hello);
        },
        message: (text) => {
          if (mine()) this.#receive(text);
        },
        close: (code, reason) => {
          if (mine()) this.#closed(code, reason);
        },
      });
    } catch (error) {
      this.#lose(null, `the address of the server is wrong: ${(error as Error).message}`);
    }
  }

  /** The page has no token: `retry` says whether asking again could help. */
  noToken(message: string, retry: boolean): void {
    if (!this.#waiting) return;
    if (retry) this.#lose("no_token", message);
    else this.#end("no_token", message);
  }

  /** Send a request; `settle` is called exactly once, with null when it went well. */
  request(frame: RequestFrame, settle: Settle): void {
    if (!this.isOpen || !this.#socket) {
      settle({ code: "not_connected", message: "there is no connection to the server now" });
      return;
    }
    const id = this.#nextId++;
    this.#requests.set(id, settle);
    this.#socket.send(stringify({ ...frame, id }));
  }

  /** `welcome` has been handled: requests may be sent. False: its connection is gone. */
  welcomed(ackSeconds: number, connection: number): boolean {
    if (connection !== this.#connection || !this.#socket) return false;
    this.#cancelTimer();
    this.#welcomedAt = this.ports.clock.now();
    this.#pulse(Math.max(1, ackSeconds || ACK_SECONDS));
    this.#tell("open", null, null);
    return true;
  }

  /** A frame's items have all been handled. */
  processed(frame: Frame): void {
    if (frame.connection !== this.#connection || !this.#socket) return;
    this.#frames += 1;
    this.#unackedBytes += frame.bytes;
    if (this.#unackedBytes >= ACK_BYTES) this.#ack();
    else this.#cancelAck ??= this.ports.clock.later(ACK_MS, () => this.#ack());
  }

  #receive(text: string): void {
    let items: ServerItem[];
    try {
      items = parse(text);
      if (!Array.isArray(items)) throw new Error("not an array");
    } catch (error) {
      this.ports.onFault(`a frame of the server can't be read: ${(error as Error).message}`);
      items = [];
    }
    const rest: ServerItem[] = [];
    for (const item of items) {
      // Answers don't wait in line: a handler that awaits one may be what holds up the line.
      if (item.type === "result") this.#settle(item.id, item.ok ? null : (item.error ?? LOST));
      else {
        if (item.type === "failure") this.#why = item.message;
        if (item.type === "welcome") this.server.answered(this.ports.clock.now(), item.at);
        rest.push(item);
      }
    }
    this.ports.onFrame({ items: rest, bytes: text.length, connection: this.#connection });
  }

  #settle(id: number, problem: Problem | null): void {
    const settle = this.#requests.get(id);
    this.#requests.delete(id);
    settle?.(problem);
  }

  #ack(): void {
    this.#cancelAck?.();
    this.#cancelAck = null;
    this.#unackedBytes = 0;
    this.#socket?.send(`{"type":"ack","frames":${this.#frames}}`);
  }

  /** Acknowledge at least this often, also when nothing came: that is how the server knows the tab lives. */
  #pulse(seconds: number): void {
    this.#cancelPulse = this.ports.clock.later(seconds * 1_000, () => {
      const socket = this.#socket;
      if (!socket) return;
      const buffered = socket.buffered();
      // Nothing left this machine for a whole pulse: the network is gone, though no close has said so.
      if (buffered > 0 && this.#stuckBytes > 0 && buffered >= this.#stuckBytes) {
        this.#lose(null, "the connection to the server went silent");
        return;
      }
      this.#stuckBytes = buffered;
      this.#ack();
      this.#pulse(seconds);
    });
  }

  #closed(code: number, reason: string): void {
    const message = reason || this.#why || `the connection to the server was closed (${code})`;
    if (code >= 4500 && code <= 4999) this.#end(String(code), message);
    else this.#lose(String(code), message);
  }

  #lose(code: string | null, message: string): void {
    if (this.#state === "open" && this.ports.clock.now() - this.#welcomedAt >= STABLE_MS) this.#attempt = 0;
    this.#drop();
    // Full jitter: a thousand viewers of a restarted server come back spread out.
    const delay =
      this.ports.clock.random() * Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** Math.min(this.#attempt, 10));
    this.#attempt += 1;
    this.#cancelTimer = this.ports.clock.later(delay, () => this.connect());
    this.#tell("lost", code, message, this.ports.clock.now() + delay);
  }

  #end(code: string, message: string): void {
    this.#drop();
    this.#tell("ended", code, message);
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#connection += 1;
    this.#waiting = false;
    this.#frames = 0;
    this.#unackedBytes = 0;
    this.#stuckBytes = 0;
    this.#why = "";
    this.#cancelTimer();
    this.#cancelPulse();
    this.#cancelAck?.();
    this.#cancelAck = null;
    socket?.close();
    const requests = [...this.#requests.values()];
    this.#requests.clear();
    this.#state = "lost";
    for (const settle of requests) settle(LOST);
  }

  #tell(state: LinkState["state"], code: string | null, message: string | null, at: number | null = null): void {
    this.#state = state;
    this.ports.onState({ state, code, message, next_retry_at: at });
  }
}
