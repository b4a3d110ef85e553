/**
 * The player's end of the channel to a page of custom HTML. The page may be anything: what it says is bounded here, and
 * only plain data passes. Both ways at most 50 messages a second of 64 KiB; the newest beyond are dropped, told once.
 */
import { FLOOD, Pace } from "../../floods";

export const MESSAGE_MAX_BYTES = 64 * 1024;
export const PER_SECOND = 50;
const DEPTH_MAX = 20;
// The page's own script counts its 50 by seconds of its own, two of which may meet within one of ours; and a pong each.
const RECEIVED_MAX = 2 * (PER_SECOND + 2);
const TOO_FAST = `more than ${PER_SECOND} a second`;

export interface PageOptions {
  /** What the page sent to the app. */
  onMessage: (data: unknown) => void;
  onPong: (n: number) => void;
  onStarted: () => void;
  /** Something was dropped: the first time each, why. */
  onDropped: (way: "sent" | "posted", why: string) => void;
  onFlood: () => void;
  now?: () => number;
}

export class PagePort {
  private readonly told = new Set<string>();
  private readonly incoming: Pace;
  private readonly outgoing: Pace;

  constructor(
    private readonly port: MessagePort,
    private readonly options: PageOptions,
  ) {
    const now = options.now ?? (() => performance.now());
    this.incoming = new Pace(now);
    this.outgoing = new Pace(now);
    port.onmessage = (event: MessageEvent<unknown>) => this.receive(event);
    port.onmessageerror = () => this.drop("sent", "it can't be copied");
  }

  /** Something for the page's `lowstream.onMessage`. */
  post(data: unknown): void {
    if (this.outgoing.next() > PER_SECOND) this.drop("posted", TOO_FAST);
    else if (sizeOf(data, MESSAGE_MAX_BYTES) > MESSAGE_MAX_BYTES) this.drop("posted", "larger than 64 KiB");
    else this.port.postMessage({ type: "post", data });
  }

  tell(message: { type: "model"; model: unknown } | { type: "theme"; theme: string } | { type: "ping"; n: number }) {
    this.port.postMessage(message);
  }

  close(): void {
    this.port.onmessage = null;
    this.port.close();
  }

  private receive(event: MessageEvent<unknown>): void {
    const count = this.incoming.next();
    if (count > FLOOD) {
      this.close();
      this.options.onFlood();
      return;
    }
    if (count > RECEIVED_MAX) {
      this.drop("sent", TOO_FAST); // unread, which costs nothing
      return;
    }
    const message = event.data as { type?: unknown; data?: unknown; n?: unknown } | null;
    if (typeof message !== "object" || message === null) return;
    if (message.type === "pong" && typeof message.n === "number") this.options.onPong(message.n);
    else if (message.type === "started") this.options.onStarted();
    else if (message.type === "dropped") this.drop("sent", TOO_FAST);
    else if (message.type === "send") this.take(message.data);
  }

  private take(data: unknown): void {
    const size = sizeOf(data, MESSAGE_MAX_BYTES);
    if (size === Number.POSITIVE_INFINITY) this.drop("sent", "not plain data");
    else if (size > MESSAGE_MAX_BYTES) this.drop("sent", "larger than 64 KiB");
    else this.options.onMessage(data);
  }

  private drop(way: "sent" | "posted", why: string): void {
    if (this.told.has(way + why)) return;
    this.told.add(way + why);
    this.options.onDropped(way, why);
  }
}

/**
 * About how many bytes a value takes, counted no further than `enough`. Infinite: it isn't plain data (texts, numbers,
 * lists, objects, dates, bytes), but something like a port or a file, or nested too deep.
 */
export function sizeOf(value: unknown, enough: number, depth = 0): number {
  if (depth > DEPTH_MAX) return Number.POSITIVE_INFINITY;
  switch (typeof value) {
    case "string":
      return value.length * 2;
    case "number":
    case "bigint":
      return 8;
    case "boolean":
    case "undefined":
      return 4;
    case "object":
      break;
    default:
      return Number.POSITIVE_INFINITY;
  }
  if (value === null) return 4;
  if (value instanceof Date) return 8;
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return value.byteLength;
  let size = 16;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length && size <= enough; at++) size += sizeOf(value[at], enough - size, depth + 1);
    return size;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return Number.POSITIVE_INFINITY;
  const fields = value as Record<string, unknown>;
  for (const key in fields) {
    size += key.length * 2 + sizeOf(fields[key], enough - size, depth + 1);
    if (size > enough) break;
  }
  return size;
}
