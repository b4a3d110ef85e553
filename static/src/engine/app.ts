/** A running app: the objects of its document by name, kept in step with it while it is edited. */
import type { Seen } from "../bridge";
import type { AppDocument, StreamQuery, WidgetType } from "../document";
import { BEHAVIOURS } from "../widgets/behaviour";
import type { BindingPorts } from "./binding";
import { Bindings } from "./bindings";
import type { Source } from "./graph";
import type { Handlers } from "./handlers";
import { Query, type QueryPorts } from "./query";
import { queryApi } from "./query-api";
import type { Scope } from "./scope";
import { stateApi } from "./state-api";
import { WidgetStates } from "./widgets";

const { stringify, parse } = JSON;

export interface AppPorts extends BindingPorts {
  scope: Scope;
  handlers: Handlers;
  queryPorts: Omit<QueryPorts, "seen">;
  seen: Record<string, Seen>; // as of this engine's start
  onDirty(): void;
  /** ms since the Unix epoch on the hub's clock, or the moment at which the app is paused. */
  now(): number;
}

interface Named {
  kind: string;
  api: object;
}

export class App {
  readonly queries = new Map<string, Query>(); // bound: the document, as all maps here
  readonly states = new Map<string, Source<unknown>>();
  readonly bindings: Bindings;
  readonly widgets: WidgetStates;
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
  }

  /** Take over a document, the first or an edited one. What kept its name keeps its value, and its stream. */
  define(document: AppDocument): void {
    this.bindings.define(document.widgets, new Set(document.queries.map(({ name }) => name)));
    this.widgets.define(document.widgets);
    this.#defineQueries(document.queries);
    this.#defineStates(document);
    this.#defineNames(document);
    for (const owner of this.#events.keys()) {
      if (this.#names.has(owner)) continue;
      this.#events.delete(owner);
      this.ports.handlers.forget(owner);
    }
    for (const owner of [...document.queries, ...document.widgets]) {
      const text = stringify(owner.events);
      if (this.#events.get(owner.name) === text) continue;
      this.#events.set(owner.name, text);
      this.ports.handlers.define(owner.name, owner.events);
    }
  }

  /** The viewer changed a widget's state field. */
  enter(widget: string, field: string, value: unknown): void {
    const type = this.#types.get(widget);
    if (type) this.widgets.enter(widget, field, value, BEHAVIOURS[type].state?.[field]);
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

  #defineQueries(definitions: readonly StreamQuery[]): void {
    const names = new Set(definitions.map((definition) => definition.name));
    for (const [name, query] of this.queries) {
      if (names.has(name)) continue;
      this.ports.handlers.forget(name); // gone: its close is nobody's event
      query.end();
      this.queries.delete(name);
    }
    for (const definition of definitions) {
      const known = this.queries.get(definition.name);
      if (known) known.definition = definition;
      else {
        const ports = { ...this.ports.queryPorts, seen: (name: string) => this.ports.seen[name] };
        this.queries.set(definition.name, new Query(definition, ports));
      }
    }
  }

  #defineStates(document: AppDocument): void {
    const names = new Set(document.states.map((state) => state.name));
    for (const name of this.states.keys()) if (!names.has(name)) this.states.delete(name);
    for (const { name, initial } of document.states) {
      // A copy: app code changes values in place, and the document must stay what it is.
      if (!this.states.has(name))
        this.states.set(name, this.ports.graph.source<unknown>(parse(stringify(initial ?? null))));
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
    for (const [key, state] of this.states) name(key, "state", () => stateApi(key, state, graph));
    this.#types = new Map(document.widgets.map((widget) => [widget.name, widget.type]));
    for (const widget of document.widgets) name(widget.name, widget.type, () => this.widgets.api(widget));
    this.ports.scope.fill(new Map([...this.#names].map(([key, { api }]) => [key, api])));
  }
}
