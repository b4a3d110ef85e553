/** A temporary state as app JavaScript sees it. */
import type { Graph, Source } from "./graph";

export function stateApi(name: string, source: Source<unknown>, graph: Graph): object {
  return Object.freeze({
    get value(): unknown {
      return source.get();
    },
    set value(_: unknown) {
      throw new TypeError(`${name}.value can't be assigned; call ${name}.setValue(x)`);
    },
    setValue(value: unknown): void {
      graph.refuseWrite(`${name}.setValue`);
      source.set(value);
    },
  });
}
