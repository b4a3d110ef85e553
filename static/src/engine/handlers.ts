/**
 * Runs event handlers: in document order, one after the other for one event, each event exactly once.
 *
 * Only what a handler does before its first `await` is ordered; the rest goes on beside what follows. One that fails is
 * reported and stops nothing else.
 */
import type { EventHandler } from "../document";
import { type ActionPorts, compileAction } from "./actions";
import type { Run } from "./compile";
import type { AppEvent } from "./teller";

interface Handler {
  where: string;
  run: Run;
  skipsReplay: boolean;
}

const PENDING_MAX = 1_000; // runs that still await something; at this many no further message is handled
const PENDING_PATIENCE_MS = 5_000; // unless none of them has ended for so long: then they are no longer waited for

export class Handlers {
  readonly #owners = new Map<string, Map<string, Handler[]>>(); // owner → event → handlers; bound: the document
  #pending = 0;
  #generation = 0; // of runs waited for
  #cancelPatience: (() => void) | null = null;

  constructor(
    private readonly ports: ActionPorts,
    private readonly disabled: ReadonlySet<string>,
    private readonly onUnblocked: () => void,
  ) {}

  /** True while too many runs still await something. */
  get blocked(): boolean {
    return this.#pending >= PENDING_MAX;
  }

  /** Compile an owner's handlers, replacing those it had. One that can't be compiled is reported and left out. */
  define(owner: string, events: readonly EventHandler[]): void {
    const byEvent = new Map<string, Handler[]>();
    for (const { event, action } of events) {
      const handlers = byEvent.get(event) ?? [];
      byEvent.set(event, handlers);
      const where = `${owner} · ${event} · handler ${handlers.length + 1}`;
      const skipsReplay = action.type === "broadcast" || action.type === "show_message";
      let run: Run = () => undefined;
      try {
        run = compileAction(action, where, this.ports);
      } catch (error) {
        this.ports.reporter.error(where, error, this.ports.compiler);
      }
      handlers.push({ where, run, skipsReplay });
    }
    this.#owners.set(owner, byEvent);
  }

  forget(owner: string): void {
    this.#owners.delete(owner);
  }

  listens(owner: string, type: string): boolean {
    return this.#owners.get(owner)?.has(type) ?? false;
  }

  fire(owner: string, event: AppEvent): void {
    const handlers = this.#owners.get(owner)?.get(event.type);
    if (!handlers) return;
    for (const { where, run, skipsReplay } of handlers) {
      if (!(skipsReplay && event.replay)) this.call(where, run, event);
    }
  }

  /** Run one piece of app code and take care of how it ends. */
  call(where: string, run: Run, event?: AppEvent): void {
    if (this.disabled.has(where)) return;
    this.ports.watch.enter(where);
    try {
      const result = run(event);
      if (isThenable(result)) this.#await(where, result);
    } catch (error) {
      this.ports.reporter.error(where, error, this.ports.compiler);
    }
    this.ports.graph.touch(this.ports.graph.globals);
  }

  #await(where: string, result: PromiseLike<unknown>): void {
    const generation = this.#generation;
    this.#pending += 1;
    const waited = this.ports.graph.holding.wait();
    const ended = (): void => {
      waited();
      this.ports.graph.touch(this.ports.graph.globals);
      if (generation !== this.#generation) return;
      this.#pending -= 1;
      this.#cancelPatience?.();
      this.#cancelPatience = null;
      if (this.#pending === PENDING_MAX - 1) this.onUnblocked();
    };
    result.then(ended, (error: unknown) => {
      this.ports.reporter.error(where, error, this.ports.compiler);
      ended();
    });
    if (this.blocked) this.#bePatient(where);
  }

  #bePatient(where: string): void {
    this.#cancelPatience ??= this.ports.clock.later(PENDING_PATIENCE_MS, () => {
      this.#cancelPatience = null;
      this.#pending = 0;
      this.#generation += 1;
      const message = `${PENDING_MAX} runs have been waiting for ${PENDING_PATIENCE_MS / 1_000} s; they are no longer waited for`;
      this.ports.reporter.report("warn", where, message);
      this.onUnblocked();
    });
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}
