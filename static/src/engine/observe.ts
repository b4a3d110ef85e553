/**
 * What others see of a running app: query reports for the connection widgets, and for the studio the state of every
 * name, raw messages and the values of bindings. At most four times a second, only what changed, all bounded.
 */
import type { QueryReport, RawMessage } from "../bridge";
import type { Bindings } from "./bindings";
import type { Clock } from "./clock";
import type { FromEngine } from "./messages";
import { preview } from "./preview";
import type { Query } from "./query";
import { Ring } from "./ring";
import type { Scope } from "./scope";

const PERIOD_MS = 250;
const RAW_MAX = 200; // a period; the newest are kept, the rest is counted
const RAW_CHARACTERS = 4_000;

const { stringify } = JSON;

export interface ObservePorts {
  clock: Clock;
  post(message: FromEngine): void;
  queries(): Iterable<Query>;
  scope: Scope;
  bindings: Pick<Bindings, "previews">;
  studio: boolean;
  visible(): boolean; // nobody looks at a hidden page; it catches up when it is shown
  busy(): boolean; // likewise while a hand drags on it, but raw messages go on: they come once
}

interface Raw extends Omit<RawMessage, "text"> {
  data: unknown; // made text only if it is posted
}

export class Observer {
  readonly #raw = new Ring<Raw>(RAW_MAX);
  #rawCount = 0;
  #posted = { queries: "", state: "", values: "" };
  #cancel: (() => void) | null = null;
  #urgent = false;

  constructor(private readonly ports: ObservePorts) {}

  raw(
    kind: RawMessage["kind"],
    query: string,
    at: number,
    offset: number | null,
    data: unknown,
    note: string | null,
  ): void {
    if (!this.ports.studio) return;
    this.#raw.push({ kind, query, at, offset, data, ...(note === null ? {} : { note }) });
    this.#rawCount += 1;
    this.changed();
  }

  /** Something may have changed; look within the period. `urgent`: a status, which is shown at once. */
  changed(urgent = false): void {
    if (!this.ports.visible() && !this.ports.busy()) return;
    if (urgent && !this.#urgent) {
      this.#urgent = true;
      this.ports.clock.soon(() => {
        this.#urgent = false;
        if (this.ports.visible()) this.#postQueries();
      });
    }
    this.#cancel ??= this.ports.clock.later(PERIOD_MS, () => {
      this.#cancel = null;
      this.#postAll();
    });
  }

  #postAll(): void {
    const visible = this.ports.visible();
    if (!visible && !this.ports.busy()) return;
    if (visible) this.#postQueries();
    if (!this.ports.studio) return;
    this.#postRaw();
    if (!visible) return;
    const state: Record<string, unknown> = {};
    for (const [name, value] of this.ports.scope.own()) state[name] = preview(value);
    if (this.#isNews("state", state)) this.ports.post({ type: "state", state });
    const { values, errors } = this.ports.bindings.previews();
    if (this.#isNews("values", [values, errors])) this.ports.post({ type: "values", values, errors });
  }

  #postQueries(): void {
    const queries: QueryReport[] = [];
    for (const { name, status, stream } of this.ports.queries()) {
      const { window, rate, received, replaced, gaps, behind } = stream;
      queries.push({
        name,
        status: status.peek(),
        rate: rate.now.peek(),
        messages: window.length,
        window: window.size,
        received: received.peek(),
        replaced: replaced.peek(),
        gaps: gaps.peek(),
        behind: behind.peek(),
        lastMessageAt: window.last()?.at ?? null,
      });
    }
    if (this.#isNews("queries", queries)) this.ports.post({ type: "queries", queries });
  }

  #postRaw(): void {
    if (this.#rawCount === 0) return;
    const messages = this.#raw.toArray().map(({ data, ...rest }): RawMessage => ({ ...rest, text: rawText(data) }));
    const dropped = this.#rawCount - messages.length;
    this.#raw.clear();
    this.#rawCount = 0;
    this.ports.post({ type: "raw", messages, dropped });
  }

  #isNews(kind: "queries" | "state" | "values", value: unknown): boolean {
    const text = stringify(value);
    if (this.#posted[kind] === text) return false;
    this.#posted[kind] = text;
    return true;
  }
}

function rawText(data: unknown): string {
  const text = typeof data === "string" ? data : (stringify(data) ?? String(data));
  return text.length > RAW_CHARACTERS ? `${text.slice(0, RAW_CHARACTERS)}…` : text;
}
