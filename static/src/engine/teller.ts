/** Tells a query's handlers, and the studio's list of raw messages, what happened to it. */
import type { RawMessage } from "../bridge";
import type { StreamError } from "../protocol";
import type { Missing } from "./position";
import type { StatusEvent } from "./status";
import type { Arrival } from "./stream";

/** What a handler gets as `event`. */
export interface AppEvent {
  type: string;
  query?: string;
  data?: unknown;
  at: number;
  offset?: number;
  key?: string; // of a keyed window's row
  replay: boolean;
  [field: string]: unknown;
}

export interface TellerPorts {
  fire(owner: string, event: AppEvent): void;
  listens(owner: string, type: string): boolean;
  onRaw(kind: RawMessage["kind"], query: string, at: number, offset: number | null, data: unknown, note?: string): void;
}

export class Teller {
  constructor(
    private readonly query: string,
    private readonly ports: TellerPorts,
  ) {}

  /** Returns whether handlers were run. */
  message({ entry, replay, handled }: Arrival): boolean {
    this.ports.onRaw("message", this.query, entry.at, entry.offset, entry.data);
    if (handled || !this.ports.listens(this.query, "success")) return false;
    this.ports.fire(this.query, { type: "success", query: this.query, ...entry, replay });
    return true;
  }

  /** A broadcast that the upstream has taken, `ms` after it was given. */
  sent(text: string, at: number, ms: number): void {
    this.ports.onRaw("sent", this.query, at, null, text, `taken after ${Math.round(ms)} ms`);
  }

  /** What the hub has sent by itself, as its author wrote it: placeholders are the hub's to fill in. */
  subscribed(text: string, at: number): void {
    this.ports.onRaw("sent", this.query, at, null, text, "when connected");
  }

  unsent(text: string, at: number, why: string): void {
    this.ports.onRaw("unsent", this.query, at, null, text, why);
  }

  upstream(events: readonly StatusEvent[], at: number): void {
    for (const { type, ...fields } of events) {
      const { code, reason, message } = fields;
      const text = type === "open" ? "" : (message ?? [code, reason].filter((part) => part !== null).join(" "));
      if (type !== "reconnecting") this.ports.onRaw(type, this.query, at, null, text); // its error is in the list
      this.#fire(type, { ...fields, at });
    }
  }

  error({ code, message, at, sample }: StreamError): void {
    this.ports.onRaw("error", this.query, at, null, sample === null ? message : `${message}: ${sample}`);
    this.#fire("error", { code, message, at, sample });
  }

  gap({ from, to, count }: Missing, at: number): void {
    const missing = count === 1 ? "1 message is" : `${count ?? "an unknown number of"} messages are`;
    const text = count === null ? `${missing} missing` : `${missing} missing: ${from} to ${to}`;
    this.ports.onRaw("gap", this.query, at, from, text);
    this.#fire("gap", { from, to, count, at });
  }

  #fire(type: string, fields: Record<string, unknown> & { at: number }): void {
    if (!this.ports.listens(this.query, type)) return;
    this.ports.fire(this.query, { type, query: this.query, replay: false, ...fields });
  }
}
