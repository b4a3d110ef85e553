/** A temporary state at work: its value is always of the declared type, and `reset` brings back the initial one. */
import type { TemporaryState } from "../document";
import { toText } from "./compile";
import { type Graph, Source } from "./graph";

export type StateType = TemporaryState["type"];

const { stringify, parse } = JSON; // taken before app code could replace them
const NOT_TRUE: readonly string[] = ["", "false", "0"];

export class State extends Source<unknown> {
  constructor(
    graph: Graph,
    public definition: TemporaryState,
  ) {
    super(graph, initialOf(definition));
  }

  /** Edited: it keeps its value, as the type it has now. */
  redefine(definition: TemporaryState): void {
    const { type } = this.definition;
    this.definition = definition;
    if (type !== definition.type) this.set(this.peek());
  }

  override set(value: unknown): void {
    super.set(coerce(this.definition.type, value));
  }

  reset(): void {
    this.set(initialOf(this.definition));
  }
}

/** A value as the declared type. What is no number is null; a list as text is joined by commas, an object is JSON. */
export function coerce(type: StateType, value: unknown): unknown {
  switch (type) {
    case "any":
      return value;
    case "text":
      return Array.isArray(value) ? value.map((item) => coerce("text", item)).join(",") : toText(value);
    case "number": {
      if (value === null || typeof value === "object" || (typeof value === "string" && value.trim() === ""))
        return null;
      const number = typeof value === "symbol" ? Number.NaN : Number(value);
      return Number.isFinite(number) ? number : null;
    }
    case "boolean":
      return typeof value === "string" ? !NOT_TRUE.includes(value.trim().toLowerCase()) : Boolean(value);
  }
}

/** A copy: app code changes values in place, and the document must stay what it is. */
function initialOf({ initial, type }: TemporaryState): unknown {
  return coerce(type, parse(stringify(initial ?? null)));
}
