/**
 * What runs queries beside app code and actions: the page's load, changed inputs, other queries' success, and time.
 *
 * A query that is to run after another never runs twice in one chain of such runs: a circle is reported and ends there.
 */
import { effect } from "@preact/signals-core";
import type { JavaScriptQuery, StreamQuery } from "../document";
import type { Clock } from "./clock";
import type { Graph } from "./graph";
import type { Chain, Given, Trigger } from "./runs";

/** A query of either kind. */
export interface Triggered {
  readonly name: string;
  readonly definition: StreamQuery | JavaScriptQuery;
  run(trigger: Trigger, given?: Given, chain?: Chain): Promise<unknown>;
  /** What the bindings of its arguments say now. */
  inputs(): unknown[];
}

export interface TriggerPorts {
  clock: Clock;
  graph: Graph;
  queries(): Iterable<Triggered>;
  onFault(where: string, message: string): void;
}

interface Watched {
  query: Triggered;
  text: string; // what is watched, to see whether that was edited
  stop(): void;
}

const { stringify } = JSON; // taken before app code could replace it

export class Triggers {
  readonly #watched = new Map<string, Watched>(); // bound: the document's queries
  #loaded = false;

  constructor(private readonly ports: TriggerPorts) {}

  /** The page is loaded: run what is to run then, and follow inputs from now on. `skips`: runs already. */
  load(skips: (query: Triggered) => boolean): void {
    this.#loaded = true;
    this.follow();
    for (const query of this.ports.queries()) {
      const { run_on_load } = query.definition;
      if (run_on_load && !skips(query)) start(query, "automatic");
      this.wait(query);
    }
  }

  /** Run what came with a release while the page is open, as its load would have. */
  run(query: Triggered): void {
    start(query, "automatic");
  }

  /** Run it so long from now as it says, if it does. */
  wait(query: Triggered): void {
    const { after_ms } = query.definition.triggers;
    if (after_ms > 0) this.#later(query, after_ms);
  }

  /** The document was edited: follow the inputs it says now. */
  follow(): void {
    if (!this.#loaded) return;
    const names = new Set<string>();
    for (const query of this.ports.queries()) {
      const { triggers, arguments: bindings } = query.definition;
      if (!triggers.on_input) continue;
      names.add(query.name);
      const text = stringify([triggers.debounce_ms, bindings]);
      const known = this.#watched.get(query.name);
      if (known?.query === query && known.text === text) continue;
      known?.stop();
      this.#watched.set(query.name, { query, text, stop: this.#watch(query, triggers.debounce_ms) });
    }
    for (const [name, { stop }] of this.#watched) {
      if (names.has(name)) continue;
      stop();
      this.#watched.delete(name);
    }
  }

  /** A query has succeeded, in a run that `chain` led to. */
  succeeded(name: string, chain: Chain): void {
    const next = [...chain, name];
    for (const query of this.ports.queries()) {
      if (!query.definition.triggers.after.includes(name)) continue;
      if (next.includes(query.name)) {
        const circle = [...next.slice(next.indexOf(query.name)), query.name].join(" → ");
        const message = `queries run after one another in a circle: ${circle}; the last is not run`;
        this.ports.onFault(query.name, message);
      } else start(query, "after", next);
    }
  }

  /** Run it when its arguments' bindings say something else, after `quiet_ms` without another change. */
  #watch(query: Triggered, quiet_ms: number): () => void {
    let before: unknown[] | null = null;
    let cancel = (): void => {};
    const stop = effect(() => {
      let now: unknown[];
      try {
        now = this.ports.graph.observe(() => query.inputs());
      } catch {
        before ??= []; // what comes out once it can be evaluated is another input
        return; // a run says what is wrong with it
      }
      const isNews = before !== null && !areSame(before, now);
      before = now;
      if (!isNews) return;
      cancel();
      cancel = this.ports.clock.later(
        quiet_ms,
        this.ports.graph.holding.bind(() => start(query, "input")),
      );
    });
    return () => {
      stop();
      cancel();
    };
  }

  #later(query: Triggered, ms: number): void {
    this.ports.clock.later(ms, () => {
      for (const now of this.ports.queries()) if (now === query) start(query, "timeout"); // unless it is gone
    });
  }
}

/** A failure is the query's to report. */
function start(query: Triggered, trigger: Trigger, chain: Chain = []): void {
  query.run(trigger, {}, chain).catch(() => {});
}

/** An object is news whenever it was evaluated again: app code changes lists in place. */
function areSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, i) => Object.is(value, b[i]) && !isObject(value));
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
