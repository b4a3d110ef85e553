/** The templates of one owner by name (a query's arguments, its question, its messages), compiled when first needed. */
import { type Compiler, describe, type Template } from "./compile";
import { CodedError } from "./errors";
import type { Graph } from "./graph";
import type { Watch } from "./watch";

export interface TemplatePorts {
  compiler: Compiler;
  graph: Graph;
  watch: Watch;
  disabled: ReadonlySet<string>;
}

export class Templates {
  readonly #known = new Map<string, { text: string; template: Template }>(); // bound: the names ever declared

  constructor(
    private readonly owner: string,
    private readonly ports: TemplatePorts,
  ) {}

  /** The value as of now; undefined for an empty text. Throws a CodedError `bad_parameter` that says `what` failed. */
  evaluate(name: string, text: string, what = `the parameter ${name}`): unknown {
    if (text === "") return undefined;
    const { graph, watch, disabled } = this.ports;
    const where = `${this.owner} · ${name}`;
    try {
      if (disabled.has(where)) throw new Error("stopped: it did not come to an end");
      const template = this.#template(where, name, text);
      if (!template.plain) watch.enter(where);
      return graph.observe(() => template.evaluate());
    } catch (error) {
      throw new CodedError("bad_parameter", `${what} could not be evaluated: ${describe(error)}`);
    }
  }

  #template(where: string, name: string, text: string): Template {
    const known = this.#known.get(name);
    if (known?.text === text) return known.template;
    const { compiler, graph } = this.ports;
    const template = compiler.template(text, where, (run) => graph.unlessMissing(run));
    this.#known.set(name, { text, template });
    return template;
  }
}
