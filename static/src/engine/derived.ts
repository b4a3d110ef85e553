/**
 * A value that app code derives from others and only reads: evaluated when it is asked for and what it read has changed.
 * When it fails, it keeps its last good value, and says once what went wrong.
 *
 * It is two: `outcome` is what bindings see, which stands still while the app is paused, and `live` is what there is.
 */
import { computed, type ReadonlySignal } from "@preact/signals-core";
import { type Compiler, describe } from "./compile";
import { CircleError, type Graph } from "./graph";
import type { Reporter } from "./report";
import type { Watch } from "./watch";

export interface DerivedPorts {
  graph: Graph;
  watch: Watch;
  compiler: Compiler;
  reporter: Reporter;
  disabled: ReadonlySet<string>;
}

export interface Outcome {
  value: unknown;
  error: string | null;
  circle: CircleError | null;
  missing: boolean; // a first message that hasn't come yet
}

const NONE: Outcome = { value: undefined, error: null, circle: null, missing: false };
const STOPPED = "stopped: it did not come to an end";

export class Derived {
  readonly outcome: ReadonlySignal<Outcome>;
  readonly live: ReadonlySignal<Outcome>;
  readonly #run: () => unknown;
  readonly #last = { outcome: NONE, live: NONE };

  /** `compile` is called once; what it throws is the value's error. */
  constructor(
    readonly where: string,
    compile: () => () => unknown,
    private readonly ports: DerivedPorts,
  ) {
    try {
      this.#run = compile();
    } catch (error) {
      this.#run = () => {
        throw error;
      };
      ports.reporter.error(where, error, ports.compiler);
      this.#last.outcome = this.#last.live = { ...NONE, error: describe(error) };
    }
    this.outcome = computed(() => this.#evaluate("outcome"));
    this.live = computed(() => this.#evaluate("live"));
  }

  /** The value; noted as a dependency of what is being evaluated. */
  read(): unknown {
    const { graph } = this.ports;
    graph.refuseCircle(this.where);
    const outcome = this.#read();
    graph.passOn(outcome.circle);
    if (outcome.missing) graph.noteMissing();
    return outcome.value;
  }

  #read(): Outcome {
    const { caching, tracking, holding, isStale } = this.ports.graph;
    // A handler must not read what was before it changed something, nor what bindings see while the app is paused.
    if (isStale && !caching) return this.#evaluate("live");
    const isLive = !caching && (tracking || holding.isPaused);
    const signal = isLive ? this.live : this.outcome;
    return tracking ? signal.value : signal.peek();
  }

  #evaluate(view: "outcome" | "live"): Outcome {
    const { graph, watch, disabled } = this.ports;
    const last = this.#last[view];
    const caching = view === "outcome";
    let next: Outcome;
    if (disabled.has(this.where)) next = { ...last, error: STOPPED };
    else {
      const around = watch.current;
      let missing = false;
      // A handler may read it for each message: then a loop in it is the handler's, and nothing is posted for it.
      const isNamed = caching || around === null;
      if (isNamed) watch.enter(this.where);
      try {
        const evaluate = (): unknown =>
          graph.unlessMissing(this.#run, () => {
            missing = true;
          });
        const value = graph.observe(evaluate, this.where, caching);
        if (value instanceof Promise)
          throw new Error("what only reads can't wait for a promise; use a JavaScript query");
        next = { value, error: null, circle: null, missing };
      } catch (error) {
        const circle = error instanceof CircleError ? error : null;
        next = { value: last.value, error: describe(error), circle, missing };
        const { outcome, live } = this.#last;
        const isTold = next.error === outcome.error || next.error === live.error;
        if (!isTold) this.ports.reporter.error(this.where, error, this.ports.compiler);
      }
      if (isNamed && around !== null) watch.enter(around);
    }
    const isSame = Object.is(next.value, last.value) && next.error === last.error && next.missing === last.missing;
    // An object may be the same one with other contents: only the error says that nothing new came out.
    if (isSame && (next.error !== null || !isObject(next.value))) return last;
    this.#last[view] = next;
    return next;
  }
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
