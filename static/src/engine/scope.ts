/**
 * The scope app code runs in: a Proxy for `with`, so that `krakenStockTicker.data` finds the app's own objects first
 * and everything else where JavaScript finds it.
 */
import type { Graph, Source } from "./graph";

const GLOBAL_OBJECT = ["window", "self", "globalThis"];

export class Scope {
  readonly proxy: object;
  readonly #names = new Map<string, unknown>();
  readonly #fixed = new Set<string>();
  readonly #filled: Source<number>; // read by every binding that says a name, so that each looks again after an edit

  /** `fixed`: what every app has (utils, console, …); `builtins`: names of the platform, which never change. */
  constructor(graph: Graph, fixed: Record<string, unknown>, builtins: Set<string>) {
    const names = this.#names;
    const filled = graph.source(0);
    this.#filled = filled;
    for (const name of GLOBAL_OBJECT) this.#define(name, globalThis);
    for (const [name, value] of Object.entries(fixed)) this.#define(name, value);
    this.proxy = new Proxy(Object.create(null), {
      has(_, key) {
        if (typeof key !== "string") return false;
        filled.track();
        if (names.has(key)) return true;
        // A global of app code's own making: a binding that reads it looks again whenever app code has run.
        if (graph.tracking && !builtins.has(key)) graph.globals.track();
        return false;
      },
      get(_, key) {
        if (typeof key !== "string") return undefined; // Symbol.unscopables
        if (graph.tracking && GLOBAL_OBJECT.includes(key)) graph.globals.track();
        return names.get(key);
      },
      set(_, key) {
        throw new TypeError(`${String(key)} is a name of the app and can't be assigned; a state has setValue(x)`);
      },
      deleteProperty: () => false,
    });
  }

  #define(name: string, value: unknown): void {
    this.#names.set(name, value);
    this.#fixed.add(name);
  }

  /** The app's objects (queries, states, widgets) by name, replacing those before. */
  fill(objects: ReadonlyMap<string, unknown>): void {
    for (const name of [...this.#names.keys()]) if (!this.#fixed.has(name)) this.#names.delete(name);
    for (const [name, value] of objects) if (!this.#fixed.has(name)) this.#names.set(name, value);
    this.#filled.set(this.#filled.peek() + 1);
  }

  /** What the app itself named, for the studio's state browser. */
  *own(): Generator<[string, unknown]> {
    for (const [name, value] of this.#names) if (!this.#fixed.has(name)) yield [name, value];
  }
}

/** Every name the platform defines, taken before app code adds its own. */
export function platformNames(root: object = globalThis): Set<string> {
  const names = new Set<string>(["undefined", "event", "arguments"]);
  for (let at: object | null = root; at; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) names.add(name);
  }
  return names;
}
