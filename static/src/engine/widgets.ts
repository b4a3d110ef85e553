/** Widgets as app JavaScript sees them: an input has a value and methods, every other shows its properties. */
import type { Widget } from "../document";
import type { Bindings } from "./bindings";
import { toText } from "./compile";
import type { Graph, Source } from "./graph";
import type { FromEngine } from "./messages";

/** What was typed, and over which initial value: a change of that replaces it. */
interface Typed {
  over: unknown;
  value: unknown;
}

export class Inputs {
  readonly #typed = new Map<string, Source<Typed | null>>(); // bound: the document's inputs

  constructor(
    private readonly graph: Graph,
    private readonly bindings: Bindings,
    private readonly post: (message: FromEngine) => void,
  ) {}

  define(widgets: readonly Widget[]): void {
    const names = new Set(widgets.filter((widget) => widget.type === "input").map((widget) => widget.name));
    for (const name of this.#typed.keys()) if (!names.has(name)) this.#typed.delete(name);
    for (const name of names) if (!this.#typed.has(name)) this.#typed.set(name, this.graph.source<Typed | null>(null));
  }

  value(name: string): unknown {
    const initial = this.bindings.get(name, "value")?.read();
    const typed = this.#typed.get(name)?.get();
    return typed && Object.is(typed.over, initial) ? typed.value : toText(initial);
  }

  /** The viewer typed, or app code set it. */
  set(name: string, value: unknown): void {
    this.#typed.get(name)?.set({ over: this.bindings.get(name, "value")?.read(), value });
  }

  /** What stood in the page already before this engine started: it isn't overwritten by the initial value. */
  restore(values: Record<string, unknown>): void {
    for (const [name, value] of Object.entries(values)) {
      if (!this.#typed.has(name)) continue;
      this.set(name, value);
      const binding = this.bindings.get(name, "value");
      if (binding) binding.skipFirstPost();
    }
  }

  api(name: string): object {
    const { graph, post } = this;
    const inputs = this;
    return Object.freeze({
      get value(): unknown {
        return inputs.value(name);
      },
      set value(_: unknown) {
        throw new TypeError(`${name}.value can't be assigned; call ${name}.setValue(x)`);
      },
      setValue(value: unknown): void {
        graph.refuseWrite(`${name}.setValue`);
        inputs.set(name, value);
        post({ type: "method", widget: name, method: "setValue", args: [toText(value)] });
      },
      clear(): void {
        graph.refuseWrite(`${name}.clear`);
        inputs.set(name, "");
        post({ type: "method", widget: name, method: "clear", args: [] });
      },
    });
  }
}

/** A widget's evaluated properties, read-only. */
export function widgetApi(widget: Widget, bindings: Bindings): object {
  const api = {};
  for (const property of bindings.of(widget.name).keys()) {
    Object.defineProperty(api, property, {
      enumerable: true,
      get: () => bindings.get(widget.name, property)?.read(),
    });
  }
  return Object.freeze(api);
}
