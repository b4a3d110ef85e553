/**
 * One template property of a widget, evaluated when something it read has changed.
 *
 * A binding that fails keeps its last good value and shows its error. Before a query's first message, one that looks
 * into the message has no value yet, and that is no error.
 */
import { computed, effect, type ReadonlySignal } from "@preact/signals-core";
import type { Clock } from "./clock";
import { type Compiler, describe } from "./compile";
import { Texts } from "./each";
import { CircleError, type Graph } from "./graph";
import type { FromEngine } from "./messages";
import { Partly } from "./partly";
import { loneExpression, parseTemplate } from "./template";
import type { Watch } from "./watch";

export const ROWS_MAX = 10_000; // the largest window, and so the largest table

export interface Outcome {
  value: unknown;
  error: string | null;
  circle: CircleError | null; // what the error is, if it is that
}

export interface BindingPorts {
  graph: Graph;
  clock: Clock;
  watch: Watch;
  compiler: Compiler;
  post(message: FromEngine): void;
  disabled: ReadonlySet<string>;
}

/** What a binding evaluates: its template, or something that stands in for it. */
export interface Evaluated {
  evaluate(): unknown;
  plain: boolean; // no app code in it that could loop for ever
  failed?(): string | null; // what a part of it failed with, although there is a value
}

export class Binding {
  readonly where: string;
  readonly outcome: ReadonlySignal<Outcome>;
  posted: Outcome | null = null;
  postedLimit = 0;
  #stop: (() => void) | null = null;
  #cancelPause: (() => void) | null = null;
  #last: Outcome = { value: undefined, error: null, circle: null };

  constructor(
    readonly widget: string,
    readonly property: string,
    readonly text: string,
    private readonly ports: BindingPorts,
    private readonly onChange: (binding: Binding) => void,
    make: (where: string) => Evaluated = (where) => templateOf(text, where, property === "content", ports),
  ) {
    this.where = `${widget} · ${property}`;
    let template: Evaluated | null = null;
    let fault = "";
    try {
      template = make(this.where);
    } catch (error) {
      fault = describe(error);
    }
    this.outcome = computed(() => this.#evaluate(template, fault));
  }

  get key(): string {
    return `${this.widget}.${this.property}`;
  }

  /** The value; noted as a dependency when another binding reads it. */
  read(): unknown {
    const { graph } = this.ports;
    graph.refuseCircle(this.where);
    const { value, circle } = graph.tracking ? this.outcome.value : this.outcome.peek();
    graph.passOn(circle);
    return value;
  }

  /** Follow changes from now on. */
  start(): void {
    this.#stop ??= effect(() => {
      this.outcome.value;
      this.onChange(this);
    });
  }

  /** Leave changes unnoticed for a while; then catch up in one step. */
  pause(ms: number): void {
    if (!this.#stop) return;
    this.#stop();
    this.#stop = null;
    this.#cancelPause = this.ports.clock.later(ms, () => this.start());
  }

  /** The page has something better already. */
  skipFirstPost(): void {
    this.posted = this.outcome.peek();
    this.postedLimit = ROWS_MAX;
  }

  /** The page asks for what `skipFirstPost` kept from it. */
  postAgain(): void {
    this.posted = null;
    this.onChange(this);
  }

  stop(): void {
    this.#stop?.();
    this.#stop = null;
    this.#cancelPause?.();
  }

  #evaluate(template: Evaluated | null, fault: string): Outcome {
    const { graph, watch, disabled } = this.ports;
    const last = this.#last;
    let next: Outcome;
    if (!template) next = { ...last, error: fault };
    else if (disabled.has(this.where)) next = { ...last, error: "stopped: it did not come to an end" };
    else {
      if (!template.plain) watch.enter(this.where);
      try {
        const value = graph.observe(() => template.evaluate(), this.where, true);
        if (value instanceof Promise) throw new Error("a binding can't wait for a promise; set a state in a handler");
        next = { value, error: template.failed?.() ?? null, circle: null };
        if (value instanceof Texts) next = { value: value.list, error: value.error, circle: null };
      } catch (error) {
        const circle = error instanceof CircleError ? error : null;
        next = { value: last.value, error: describe(error), circle };
      }
    }
    const same = Object.is(next.value, last.value) && next.error === last.error;
    // An object may be the same one with other contents: only the error says that nothing new came out.
    if (same && (next.error !== null || !isObject(next.value))) return last;
    this.#last = next;
    return next;
  }
}

/** `inParts`: of a Markdown text each part fails for itself, and says so in its place. */
function templateOf(text: string, where: string, inParts: boolean, { compiler, graph }: BindingPorts): Evaluated {
  const look = (run: () => unknown): unknown => graph.unlessMissing(run);
  if (!inParts || loneExpression(parseTemplate(text))) return compiler.template(text, where, look);
  const partly = new Partly();
  const template = compiler.template(text, where, (run) => partly.part(() => look(run)));
  return { ...template, failed: () => partly.take() };
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
