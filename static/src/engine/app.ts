/** A running app: the objects of its document by name, kept in step with it while it is edited. */
import type { Seen } from "../bridge";
import type { AppDocument, WidgetType } from "../document";
import { BEHAVIOURS } from "../widgets/behaviour";
import type { BindingPorts } from "./binding";
import { Bindings } from "./bindings";
import { CodeQuery, type CodeQueryPorts } from "./code-query";
import { codeQueryApi } from "./code-query-api";
import type { Handlers } from "./handlers";
import { Logic } from "./logic";
import type { Pages } from "./pages";
import { Query, type QueryPorts } from "./query";
import { queryApi } from "./query-api";
import type { Reporter } from "./report";
import type { Scope } from "./scope";
import { State } from "./state";
import { stateApi } from "./state-api";
import type { AppEvent } from "./teller";
import { type Triggered, Triggers } from "./triggers";
import { WidgetStates } from "./widgets";

const { stringify } = JSON;

export interface AppPorts extends BindingPorts {
  scope: Scope;
  handlers: Handlers;
  pages: Pages;
  reporter: Reporter;
  queryPorts: Omit<QueryPorts & CodeQueryPorts, "seen" | "onSucceeded">;
  seen: Record<string, Seen>; // as of this engine's start
  onDirty(): void;
  /** ms since the Unix epoch on the hub's clock, or the moment at which the app is paused. */
  now(): number;
}

/** A query of either kind. */
export interface Runnable extends Triggered {
  /** Closes its connection, or drops what still runs. */
  stop(): void;
}

interface Named {
  kind: string;
  api: object;
}

export class App {
  readonly queries = new Map<string, Query>(); // streams; bound: the document, as all maps here
  readonly codeQueries = new Map<string, CodeQuery>();
  readonly states = new Map<string, State>();
  readonly bindings: Bindings;
  readonly widgets: WidgetStates;
  readonly logic: Logic;
  readonly triggers: Triggers;
  readonly #names = new Map<string, Named>();
  #types = new Map<string, WidgetType>();
  readonly #events = new Map<string, string>(); // owner → its handlers as text, to see whether they changed

  constructor(private readonly ports: AppPorts) {
    this.bindings = new Bindings(ports, {
      window: (name) => this.queries.get(name)?.stream.window,
      now: ports.now,
      onDirty: ports.onDirty,
    });
    this.widgets = new WidgetStates(ports.graph, this.bindings, ports.post);
    this.logic = new Logic({ ...ports, fire: (owner, event) => ports.handlers.fire(owner, event) });
    const onFault = ports.queryPorts.onFault;
    this.triggers = new Triggers({ graph: ports.graph, clock: ports.clock, queries: () => this.runnables(), onFault });
  }

  /** Take over a document, the first or an edited one. What kept its name keeps its value, and its stream. */
  define(document: AppDocument): void {
    this.ports.pages.define(document.pages);
    this.bindings.show(this.ports.pages.shown);
    this.bindings.define(document.widgets, new Set(document.queries.map(({ name }) => name)));
    this.widgets.define(document.widgets);
    this.#defineQueries(document);
    this.#defineStates(document);
    this.logic.define(document);
    this.#defineNames(document);
    for (const owner of this.#events.keys()) {
      if (this.#names.has(owner)) continue;
      this.#events.delete(owner);
      this.ports.handlers.forget(owner);
    }
    const { queries, javascript_queries, responders, widgets } = document;
    for (const owner of [...queries, ...javascript_queries, ...responders, ...widgets]) {
      const text = stringify(owner.events);
      if (this.#events.get(owner.name) === text) continue;
      this.#events.set(owner.name, text);
      this.ports.handlers.define(owner.name, owner.events);
    }
    this.bindings.follow();
    this.logic.follow();
    this.triggers.follow();
  }

  /** Take over another release of the app while it goes on: what it runs, and so far didn't, runs. */
  release(document: AppDocument): void {
    const before = new Map([...this.runnables()].map((query) => [query.name, query.definition]));
    this.define(document);
    for (const query of this.runnables()) {
      const was = before.get(query.name);
      if (isToRun(query, was)) this.triggers.run(query);
      if (!was) this.triggers.wait(query);
    }
  }

  /** All queries, in document order. */
  *runnables(): Generator<Runnable> {
    yield* this.queries.values();
    yield* this.codeQueries.values();
  }

  runnable(name: string): Runnable | undefined {
    return this.queries.get(name) ?? this.codeQueries.get(name);
  }

  /** Everything has its first value: what the page's load starts, starts. */
  load(): void {
    this.logic.start();
    // What needs no question was wanted already; the start-up script may have disconnected it since.
    this.triggers.load((query) => query instanceof Query && (query.wanted || query.definition.confirm === ""));
  }

  /** Every binding's and derived value or error, for the studio. */
  previews(): { values: Record<string, unknown>; errors: Record<string, string> } {
    const [bound, derived] = [this.bindings.previews(), this.logic.previews()];
    return { values: { ...bound.values, ...derived.values }, errors: { ...bound.errors, ...derived.errors } };
  }

  /** The viewer changed a widget's state field. */
  enter(widget: string, field: string, value: unknown): void {
    const type = this.#types.get(widget);
    if (type) this.widgets.enter(widget, field, value, BEHAVIOURS[type].state?.[field]);
  }

  /** A widget as app code has it. */
  widget(name: string): object | undefined {
    return this.#types.has(name) ? this.#names.get(name)?.api : undefined;
  }

  byStream(id: string): Query | undefined {
    for (const query of this.queries.values()) if (query.streamId === id) return query;
    return undefined;
  }

  /** How far this session has been shown each stream. */
  seen(): Record<string, Seen> {
    const seen: Record<string, Seen> = { ...this.ports.seen };
    for (const { name, stream, told } of this.queries.values()) {
      const { cursor } = stream;
      if (cursor) seen[name] = { ...cursor, connection: told };
    }
    return seen;
  }

  #defineQueries({ queries, javascript_queries }: AppDocument): void {
    const { queryPorts, handlers } = this.ports;
    const onSucceeded = this.triggers.succeeded.bind(this.triggers);
    const ports = { ...queryPorts, onSucceeded, seen: (name: string) => this.ports.seen[name] };
    const forget = (name: string): void => {
      handlers.forget(name); // gone: its close is nobody's event
      this.#events.delete(name); // another object may have its name
    };
    follow(this.queries, queries, (definition) => new Query(definition, ports), forget);
    // What it does comes from where it was started.
    const codePorts = { ...ports, fire: (owner: string, event: AppEvent) => handlers.fire(owner, event) };
    follow(this.codeQueries, javascript_queries, (definition) => new CodeQuery(definition, codePorts), forget);
  }

  #defineStates(document: AppDocument): void {
    const names = new Set(document.states.map((state) => state.name));
    for (const name of this.states.keys()) if (!names.has(name)) this.states.delete(name);
    for (const definition of document.states) {
      const known = this.states.get(definition.name);
      if (known) known.redefine(definition);
      else this.states.set(definition.name, new State(this.ports.graph, definition));
    }
  }

  #defineNames(document: AppDocument): void {
    const before = new Map(this.#names);
    this.#names.clear();
    const name = (key: string, kind: string, make: () => object): void => {
      const known = before.get(key);
      this.#names.set(key, known?.kind === kind ? known : { kind, api: make() });
    };
    const { graph, compiler } = this.ports;
    for (const [key, query] of this.queries) name(key, "query", () => queryApi(query, graph, compiler));
    for (const [key, query] of this.codeQueries) name(key, "javascript", () => codeQueryApi(query, graph));
    for (const [key, kind, make] of this.logic.names()) name(key, kind, make);
    for (const [key, state] of this.states) name(key, "state", () => stateApi(state, graph));
    this.#types = new Map(document.widgets.map((widget) => [widget.name, widget.type]));
    for (const widget of document.widgets) name(widget.name, widget.type, () => this.widgets.api(widget));
    this.ports.scope.fill(new Map([...this.#names].map(([key, { api }]) => [key, api])));
  }
}

/** Whether a query of another release is to run now; `was`: as it was in the one before. */
function isToRun(query: Runnable, was: Runnable["definition"] | undefined): boolean {
  const { run_on_load } = query.definition;
  const isNew = run_on_load && !was?.run_on_load;
  const isAnother = was !== undefined && stringify(inputsOf(was)) !== stringify(inputsOf(query.definition));
  if (!(query instanceof Query)) return isNew || (run_on_load && isAnother);
  const { status } = query.status.peek();
  // The server has followed the release already: a stream goes on, or has ended for a reason that may be gone now.
  if (status === "failed") return run_on_load || query.wanted;
  return query.wanted ? isAnother || status === "closed" : isNew;
}

/** What a run is made of, beside what the server knows. */
const inputsOf = (query: Runnable["definition"]) => [query.arguments, "code" in query ? query.code : null];

interface Defined<Definition> {
  redefine(definition: Definition): void;
  end(): void;
}

/** Keep those that are still named, end those that aren't, make the new ones. */
function follow<Definition extends { name: string }, T extends Defined<Definition>>(
  map: Map<string, T>,
  definitions: readonly Definition[],
  make: (definition: Definition) => T,
  onGone: (name: string) => void,
): void {
  const names = new Set(definitions.map(({ name }) => name));
  for (const [name, defined] of map) {
    if (names.has(name)) continue;
    onGone(name);
    defined.end();
    map.delete(name);
  }
  for (const definition of definitions) {
    const known = map.get(definition.name);
    if (known) known.redefine(definition);
    else map.set(definition.name, make(definition));
  }
}
