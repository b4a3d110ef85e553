/** What an app derives and watches by itself: its transformers and its data responders, by name. */
import type { AppDocument, DataResponder, Transformer } from "../document";
import { Derived } from "./derived";
import type { Origin } from "./holding";
import { preview } from "./preview";
import { Responder, type ResponderPorts } from "./responder";

const ROUNDS_MAX = 100; // in a row, without anything else happening: then a responder is taken to fire itself for ever

export class Logic {
  readonly #transformers = new Map<string, { code: string; derived: Derived }>(); // bound: the document, as below
  readonly #responders = new Map<string, Responder>();
  readonly #changed = new Map<Responder, Origin | null>(); // by whom: what the handlers do is theirs
  #started = false;

  constructor(private readonly ports: ResponderPorts) {}

  define(document: Pick<AppDocument, "transformers" | "responders">): void {
    keep(this.#transformers, document.transformers);
    for (const transformer of document.transformers) this.#transform(transformer);
    keep(this.#responders, document.responders, (responder) => this.#forget(responder));
    for (const responder of document.responders) this.#respond(responder);
  }

  /** From now on changes are told; what is so already is none. */
  start(): void {
    this.#started = true;
    this.follow();
  }

  /** The names of the document are there: what is new watches from now on. */
  follow(): void {
    if (!this.#started) return;
    for (const responder of this.#responders.values()) {
      if (responder.isStarted) continue;
      responder.start();
      this.#changed.delete(responder);
    }
  }

  /**
   * Tell of what changed, and of what that changed in turn, until nothing does. `flush` brings what handlers did to
   * whatever depends on it.
   */
  settle(flush: () => void): void {
    for (let round = 0; this.#changed.size > 0; round += 1) {
      const changed = [...this.#changed];
      this.#changed.clear();
      for (const [responder, origin] of changed) {
        if (round < ROUNDS_MAX) this.ports.graph.holding.from(origin, () => responder.tell(round > 0));
        else responder.halt(ROUNDS_MAX);
      }
      flush();
    }
  }

  /** What each is called in app code, and how to make its object. */
  *names(): Generator<[name: string, kind: string, api: () => object]> {
    for (const name of this.#transformers.keys()) {
      const read = (): unknown => this.#transformers.get(name)?.derived.read();
      yield [name, "transformer", () => readOnly(name, "value", read)];
    }
    for (const name of this.#responders.keys()) {
      const read = (): unknown => this.#responders.get(name)?.derived.read();
      yield [name, "responder", () => readOnly(name, "data", read)];
    }
  }

  /** Every value or error, for the studio. */
  previews(): { values: Record<string, unknown>; errors: Record<string, string> } {
    const values: Record<string, unknown> = {};
    const errors: Record<string, string> = {};
    const show = (key: string, { outcome }: Derived): void => {
      const { value, error } = outcome.peek();
      if (error === null) values[key] = preview(value);
      else errors[key] = error;
    };
    for (const [name, { derived }] of this.#transformers) show(`${name}.value`, derived);
    for (const [name, { derived }] of this.#responders) show(`${name}.data`, derived);
    return { values, errors };
  }

  #transform({ name, code }: Transformer): void {
    if (this.#transformers.get(name)?.code === code) return;
    const derived = new Derived(name, () => this.ports.compiler.handler(code, name), this.ports);
    this.#transformers.set(name, { code, derived });
  }

  #respond({ name, data }: DataResponder): void {
    const known = this.#responders.get(name);
    if (known?.text === data) return;
    if (known) this.#forget(known);
    const { holding } = this.ports.graph;
    const responder = new Responder(name, data, this.ports, () => {
      if (!this.#changed.has(responder)) this.#changed.set(responder, holding.origin);
    });
    this.#responders.set(name, responder);
  }

  #forget(responder: Responder): void {
    responder.stop();
    this.#changed.delete(responder);
  }
}

/** It looks its owner up by name: an edit replaces that, and the name stays. */
function readOnly(name: string, field: "value" | "data", read: () => unknown): object {
  const set = (): void => {
    throw new TypeError(`${name}.${field} can't be assigned; it comes out of the code of ${name}`);
  };
  return Object.freeze(Object.defineProperty({}, field, { enumerable: true, get: read, set }));
}

/** Take out what the document no longer names. */
function keep<T>(map: Map<string, T>, named: readonly { name: string }[], onGone: (value: T) => void = () => {}): void {
  const names = new Set(named.map(({ name }) => name));
  for (const [name, value] of map) {
    if (names.has(name)) continue;
    onGone(value);
    map.delete(name);
  }
}
