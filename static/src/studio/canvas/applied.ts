/** The definitions that running streams were opened with, to tell when a query must be run again. */
import { type Signal, signal } from "@preact/signals";
import { definitionPart } from "../../api/probes";
import type { StreamQuery } from "../../document";

export class Applied {
  /** By query; bounded by the document's queries. */
  private readonly definitions: Signal<ReadonlyMap<string, string>>;

  constructor(queries: readonly StreamQuery[]) {
    this.definitions = signal(textsOf(queries));
  }

  /** It has been run as it is now. */
  note(query: StreamQuery): void {
    this.definitions.value = new Map(this.definitions.peek()).set(query.name, textOf(query));
  }

  noteAll(queries: readonly StreamQuery[]): void {
    this.definitions.value = textsOf(queries);
  }

  rename(from: string, to: string): void {
    const next = new Map(this.definitions.peek());
    const text = next.get(from);
    if (text === undefined) return;
    next.set(to, text).delete(from);
    this.definitions.value = next;
  }

  /** Whether the query is another than the one that was run. */
  differs(query: StreamQuery): boolean {
    const text = this.definitions.value.get(query.name);
    return text !== undefined && text !== textOf(query);
  }
}

/** What a run is about: a change of anything else needs no other. */
const textOf = (query: StreamQuery): string => JSON.stringify([definitionPart(query), query.arguments, query.delivery]);

const textsOf = (queries: readonly StreamQuery[]): ReadonlyMap<string, string> =>
  new Map(queries.map((query) => [query.name, textOf(query)]));
