/** What a query is run with: the bindings of its arguments, evaluated and made values of the declared parameters' types. */
import type { Parameter, StreamQuery } from "../document";
import { CodedError } from "./errors";
import type { Source } from "./graph";
import { type TemplatePorts, Templates } from "./templates";

export type Scalar = string | number | boolean;
export type Params = Readonly<Record<string, Scalar>>;

export class Parameters {
  /** Every declared parameter with the value it is run with, as app code sees it; null where there is none. */
  readonly shown: Source<Readonly<Record<string, Scalar | null>>>;
  readonly #templates: Templates;
  #values: Params | null = null;

  constructor(query: StreamQuery, ports: TemplatePorts) {
    this.#templates = new Templates(query.name, ports);
    this.shown = ports.graph.source(shown(query, {}));
  }

  /** The query is run anew: evaluate again when asked. Returns what it ran with. */
  reset(): Params | null {
    const before = this.#values;
    this.#values = null;
    return before;
  }

  /**
   * The values to run `query` with, evaluated once a run: after a reconnect it goes on with the same. What is left out
   * has its default. `given` by app code: undefined leaves the binding in force, null the default. Throws a CodedError
   * `bad_parameter` that says which one is wrong.
   */
  values(query: StreamQuery, given: Readonly<Record<string, unknown>> = {}): Params {
    if (this.#values === null) {
      this.#values = this.#converted(query, given);
      this.shown.set(shown(query, this.#values));
    }
    return this.#values;
  }

  #converted(query: StreamQuery, given: Readonly<Record<string, unknown>>): Params {
    const bindings = new Map(query.arguments.map(({ name, value }) => [name, value]));
    const values: [string, Scalar][] = [];
    for (const name of Object.keys(given)) {
      if (!query.parameters.some((parameter) => parameter.name === name)) {
        throw new CodedError("bad_parameter", `${query.name} has no parameter ${JSON.stringify(name)}`);
      }
    }
    for (const parameter of query.parameters) {
      const { name } = parameter;
      const from = Object.hasOwn(given, name) ? given[name] : undefined;
      const value = from === undefined ? this.#templates.evaluate(name, bindings.get(name) ?? "") : from;
      const converted = convert(parameter, value);
      if (converted !== undefined) values.push([name, converted]);
    }
    return Object.freeze(Object.fromEntries(values));
  }

  /** What its bindings say now, whatever it runs with. */
  inputs({ arguments: bindings }: StreamQuery): unknown[] {
    return bindings.map(({ name, value }) => this.#templates.evaluate(name, value));
  }
}

function shown(query: StreamQuery, params: Params): Readonly<Record<string, Scalar | null>> {
  const values = query.parameters.map(({ name, default: initial }): [string, Scalar | null] => [
    name,
    Object.hasOwn(params, name) ? params[name]! : initial,
  ]);
  return Object.freeze(Object.fromEntries(values));
}

/**
 * A value as the declared type; undefined for none (undefined, null, an empty text), so that the default counts. What
 * may be said of it beyond its type (allowed values, a pattern) the server checks.
 */
export function convert({ name, type }: Pick<Parameter, "name" | "type">, value: unknown): Scalar | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  const converted = type === "number" ? toNumber(value) : type === "boolean" ? toBoolean(value) : toText(value);
  if (converted === undefined) {
    const what = typeof value === "object" ? "an object" : JSON.stringify(value)?.slice(0, 60);
    throw new CodedError("bad_parameter", `the parameter ${name} must be a ${type}, not ${what ?? typeof value}`);
  }
  return converted;
}

/** What is typed into an input is a text; "5" is as good a number as 5. */
function toNumber(value: unknown): number | undefined {
  const text = typeof value === "string" ? value.trim() : "";
  const number = typeof value === "number" ? value : text === "" ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : undefined;
}

function toBoolean(value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  return value === "true" ? true : value === "false" ? false : undefined;
}

function toText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

export function areSame(a: Params | null, b: Params): boolean {
  if (a === null) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && a[name] === b[name]);
}
