/** A temporary state as app JavaScript sees it. */
import type { Graph, Source } from "./graph";
import type { State } from "./state";
import { parsePath, withPart } from "./state-path";

export { coerce } from "./state";

export function stateApi(state: State, graph: Graph): object {
  const { name } = state.definition;
  return Object.freeze({
    get value(): unknown {
      return state.get();
    },
    set value(_: unknown) {
      throw new TypeError(`${name}.value can't be assigned; call ${name}.setValue(x)`);
    },
    setValue(value: unknown): void {
      graph.refuseWrite(`${name}.setValue`);
      state.set(value);
    },
    /** `setIn("positions[0].price", 5)`: a part of the value; the rest is kept. */
    setIn(path: unknown, value: unknown): void {
      graph.refuseWrite(`${name}.setIn`);
      setStateIn(state, path, value);
    },
    /** Back to the initial value. */
    reset(): void {
      graph.refuseWrite(`${name}.reset`);
      state.reset();
    },
  });
}

/** Gives a part of a state a value; an empty path means the whole. The source makes it the state's type. */
export function setStateIn(source: Source<unknown>, path: unknown, value: unknown): void {
  source.set(withPart(source.peek(), parsePath(path), value));
}
