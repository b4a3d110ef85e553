/** What the running app tells the studio: streams, values, messages, reports. Everything here is bounded. */
import { computed, type Signal, signal } from "@preact/signals";
import type { PlayerMessage, Preview, QueryReport, RawMessage, Report } from "../../bridge";

const MESSAGES_MAX = 500; // kept of each query; the oldest go first
const QUERIES_MAX = 200; // that messages are kept of: twice a document's, for those renamed or deleted; the oldest go first
const REPORTS_MAX = 200; // likewise, of the console

export interface LogLine extends RawMessage {
  id: number;
}

export interface ConsoleLine extends Report {
  id: number;
}

export class Live {
  /** False until the engine has started and drawn once. */
  readonly started = signal(false);
  readonly queries: Signal<QueryReport[]> = signal([]);
  readonly state: Signal<Record<string, Preview>> = signal({});
  readonly values: Signal<Record<string, Preview>> = signal({});
  readonly errors: Signal<Record<string, string>> = signal({});
  readonly messages: Signal<ReadonlyMap<string, readonly LogLine[]>> = signal(new Map());
  /** How many lines have come of each query, those included that are no longer kept. Changes with `messages`. */
  readonly counts = new Map<string, number>();
  /** Raw messages that went by too fast to be shown, all queries together. */
  readonly dropped = signal(0);
  readonly reports: Signal<readonly ConsoleLine[]> = signal([]);

  /** By name; what has not reported yet is missing. */
  readonly byName = computed(() => new Map(this.queries.value.map((report) => [report.name, report])));
  readonly openCount = computed(() => this.queries.value.filter((report) => report.status.status === "open").length);
  readonly rate = computed(() => this.queries.value.reduce((sum, report) => sum + report.rate, 0));

  private lastId = 0;

  /** Take in a message of the player; those that aren't about live data are left to others. */
  receive(message: PlayerMessage): void {
    switch (message.type) {
      case "started":
        this.started.value = true;
        break;
      case "queries":
        this.queries.value = message.queries;
        break;
      case "state":
        this.state.value = message.state;
        break;
      case "values":
        this.values.value = message.values;
        this.errors.value = message.errors;
        break;
      case "raw":
        this.append(message.messages);
        this.dropped.value += message.dropped;
        break;
      case "report":
        this.reports.value = [...this.reports.peek(), { ...message.report, id: ++this.lastId }].slice(-REPORTS_MAX);
        break;
    }
  }

  clearMessages(query: string): void {
    const next = new Map(this.messages.peek());
    next.delete(query);
    this.messages.value = next;
  }

  clearReports(): void {
    this.reports.value = [];
  }

  rename(from: string, to: string): void {
    const next = new Map(this.messages.peek());
    const lines = next.get(from);
    if (lines) next.set(to, lines).delete(from);
    this.counts.set(to, this.counts.get(from) ?? 0);
    this.counts.delete(from);
    this.messages.value = next;
  }

  private append(messages: RawMessage[]): void {
    const next = new Map(this.messages.peek());
    const fresh = new Map<string, LogLine[]>();
    for (const message of messages) {
      const lines = fresh.get(message.query) ?? [];
      lines.push({ ...message, id: ++this.lastId });
      fresh.set(message.query, lines);
    }
    for (const [query, lines] of fresh) {
      next.set(query, [...(next.get(query) ?? []), ...lines].slice(-MESSAGES_MAX));
      this.counts.set(query, (this.counts.get(query) ?? 0) + lines.length);
    }
    for (const map of [next, this.counts]) {
      for (const query of [...map.keys()].slice(0, Math.max(0, map.size - QUERIES_MAX))) map.delete(query);
    }
    this.messages.value = next;
  }
}
