/**
 * Evaluates the widgets' property templates, each only when something it read has changed, and posts what came out new.
 *
 * A binding that fails keeps its last good value and shows its error. Before a query's first message, one that looks
 * into the message has no value yet, and that is no error.
 */
import { computed, effect, type ReadonlySignal } from "@preact/signals-core";
import type { Widget } from "../document";
import { BEHAVIOURS } from "../widgets/behaviour";
import type { Clock } from "./clock";
import { type Compiler, describe, type Template } from "./compile";
import type { Graph } from "./graph";
import type { FromEngine, Props } from "./messages";
import { Partly } from "./partly";
import { cloneable, preview } from "./preview";
import { loneExpression, parseTemplate } from "./template";
import type { Watch } from "./watch";

const ROWS_MAX = 10_000; // the largest window
const BIG_ROWS = 1_000; // an array longer than this …
const BIG_PAUSE_MS = 50; // … is evaluated and copied to the page no more often than this

export interface Outcome {
  value: unknown;
  error: string | null;
}

export interface BindingPorts {
  graph: Graph;
  clock: Clock;
  watch: Watch;
  compiler: Compiler;
  post(message: FromEngine): void;
  disabled: ReadonlySet<string>;
}

export class Binding {
  readonly where: string;
  readonly outcome: ReadonlySignal<Outcome>;
  posted: Outcome | null = null;
  postedLimit = 0;
  #stop: (() => void) | null = null;
  #cancelPause: (() => void) | null = null;
  #last: Outcome = { value: undefined, error: null };
  #partly: Partly | null = null;

  constructor(
    readonly widget: string,
    readonly property: string,
    readonly text: string,
    private readonly ports: BindingPorts,
    private readonly onChange: (binding: Binding) => void,
  ) {
    this.where = `${widget} · ${property}`;
    let template: Template | null = null;
    let fault = "";
    try {
      template = ports.compiler.template(text, this.where, this.#guard());
    } catch (error) {
      fault = describe(error);
    }
    this.outcome = computed(() => this.#evaluate(template, fault));
  }

  /** Of a Markdown text, each part fails for itself. */
  #guard(): (run: () => unknown) => unknown {
    const { graph } = this.ports;
    if (this.property !== "content" || loneExpression(parseTemplate(this.text))) {
      return (run) => graph.unlessMissing(run);
    }
    const partly = new Partly();
    this.#partly = partly;
    return (run) => partly.part(() => graph.unlessMissing(run));
  }

  get key(): string {
    return `${this.widget}.${this.property}`;
  }

  /** The value; noted as a dependency when another binding reads it. */
  read(): unknown {
    return (this.ports.graph.tracking ? this.outcome.value : this.outcome.peek()).value;
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

  stop(): void {
    this.#stop?.();
    this.#stop = null;
    this.#cancelPause?.();
  }

  #evaluate(template: Template | null, fault: string): Outcome {
    const { graph, watch, disabled } = this.ports;
    const last = this.#last;
    let next: Outcome;
    if (!template) next = { value: last.value, error: fault };
    else if (disabled.has(this.where)) next = { value: last.value, error: "stopped: it did not come to an end" };
    else {
      if (!template.plain) watch.enter(this.where);
      try {
        const value = graph.observe(() => template.evaluate());
        if (value instanceof Promise) throw new Error("a binding can't wait for a promise; set a state in a handler");
        next = { value, error: this.#partly?.take() ?? null };
      } catch (error) {
        next = { value: last.value, error: describe(error) };
      }
    }
    const same = Object.is(next.value, last.value) && next.error === last.error;
    // An object may be the same one with other contents: only the error says that nothing new came out.
    if (same && (next.error !== null || !isObject(next.value))) return last;
    this.#last = next;
    return next;
  }
}

/** All bindings of the document. */
export class Bindings {
  readonly #byWidget = new Map<string, { limit: number | null; bindings: Map<string, Binding> }>();
  readonly #changed = new Set<Binding>(); // bound: the bindings there are
  #started = false;

  constructor(
    private readonly ports: BindingPorts,
    private readonly onDirty: () => void,
  ) {}

  *[Symbol.iterator](): Generator<Binding> {
    for (const { bindings } of this.#byWidget.values()) yield* bindings.values();
  }

  get(widget: string, property: string): Binding | undefined {
    return this.#byWidget.get(widget)?.bindings.get(property);
  }

  of(widget: string): ReadonlyMap<string, Binding> {
    return this.#byWidget.get(widget)?.bindings ?? new Map();
  }

  /** Take over a document's widgets: what is written as before stays as it is. */
  define(widgets: readonly Widget[]): void {
    const names = new Set(widgets.map((widget) => widget.name));
    for (const [name, { bindings }] of this.#byWidget) {
      if (names.has(name)) continue;
      for (const binding of bindings.values()) this.#forget(binding);
      this.#byWidget.delete(name);
    }
    for (const widget of widgets) this.#defineOne(widget);
    this.onDirty();
  }

  #defineOne(widget: Widget): void {
    const before = this.#byWidget.get(widget.name)?.bindings;
    const bindings = new Map<string, Binding>();
    const properties = widget.properties as unknown as Record<string, unknown>;
    const limit = typeof properties.limit === "number" ? properties.limit : null;
    for (const property of ["hidden", ...BEHAVIOURS[widget.type].templates]) {
      const text = String((property === "hidden" ? widget.hidden : properties[property]) ?? "");
      const known = before?.get(property);
      if (known?.text === text) {
        bindings.set(property, known);
        this.#changed.add(known); // its limit may have changed
        continue;
      }
      if (known) this.#forget(known);
      const binding = new Binding(widget.name, property, text, this.ports, (changed) => {
        this.#changed.add(changed);
        this.onDirty();
      });
      bindings.set(property, binding);
    }
    for (const [property, binding] of before ?? []) if (!bindings.has(property)) this.#forget(binding);
    this.#byWidget.set(widget.name, { limit, bindings });
    if (this.#started) for (const binding of bindings.values()) binding.start();
  }

  #forget(binding: Binding): void {
    binding.stop();
    this.#changed.delete(binding);
  }

  /** Evaluate everything once and follow changes from now on. */
  start(): void {
    this.#started = true;
    for (const binding of this) binding.start();
  }

  /** Post what is new since the last time. */
  post(): void {
    if (this.#changed.size === 0) return;
    const message: Props = { type: "props", props: {}, errors: {}, rows: {} };
    let any = false;
    for (const binding of this.#changed) {
      const outcome = binding.outcome.peek();
      const { posted } = binding;
      const limit = this.#limit(binding);
      if (outcome === posted && limit === binding.postedLimit) continue;
      any = true;
      const { value, error } = outcome;
      if (!posted || error === null || value !== posted.value)
        group(message.props, binding.widget)[binding.property] = newest(value, limit);
      if (!posted || posted.error !== error) group(message.errors, binding.widget)[binding.property] = error;
      binding.posted = outcome;
      binding.postedLimit = limit;
      if (Array.isArray(value) && value.length > BIG_ROWS) binding.pause(BIG_PAUSE_MS);
    }
    this.#changed.clear();
    if (!any) return;
    try {
      this.ports.post(message);
    } catch {
      // Something structured cloning refuses: a function, a proxy, an instance. Copy what can be copied.
      this.ports.post({ ...message, props: cloneable(message.props) as Props["props"] });
    }
  }

  /** Every binding's value or error, for the studio. */
  previews(): { values: Record<string, unknown>; errors: Record<string, string> } {
    const values: Record<string, unknown> = {};
    const errors: Record<string, string> = {};
    for (const binding of this) {
      if (binding.text === "") continue;
      const { value, error } = binding.outcome.peek();
      if (error === null) values[binding.key] = preview(value);
      else errors[binding.key] = error;
    }
    return { values, errors };
  }

  #limit(binding: Binding): number {
    const limit = binding.property === "data" ? this.#byWidget.get(binding.widget)?.limit : null;
    return Math.min(limit ?? ROWS_MAX, ROWS_MAX);
  }
}

function newest(value: unknown, limit: number): unknown {
  return Array.isArray(value) && value.length > limit ? value.slice(-limit) : value;
}

function group<T>(groups: Record<string, Record<string, T>>, name: string): Record<string, T> {
  groups[name] ??= {};
  return groups[name];
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
