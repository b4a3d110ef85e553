/**
 * Runs event handlers: in document order, one after the other for one event, each event exactly once.
 *
 * Only what a handler does before its first `await` is ordered; the rest goes on beside what follows. One that fails is
 * reported and stops nothing else.
 */
import type { Action, EventHandler } from "../document";
import { asBoolean } from "../widgets/data/rows";
import { type ActionPorts, compileAction } from "./actions";
import type { Run } from "./compile";
import { DELAYED_MAX, type Pace, paceOf } from "./pace";
import type { AppEvent } from "./teller";
import { isThenable } from "./thenable";

interface Handler {
  where: string;
  run: Run;
  skipsReplay: boolean;
}

// What was done when the message came is not done again when it is shown once more after a reload.
const SKIP_REPLAY: ReadonlySet<Action["type"]> = new Set<Action["type"]>([
  "broadcast",
  "show_message",
  "go_to_url",
  "open_app",
  "copy_to_clipboard",
  "export_data",
]);
const PENDING_MAX = 1_000; // runs that still await something; at this many no further message is handled
const PENDING_PATIENCE_MS = 5_000; // unless none of them has ended for so long: then they are no longer waited for

export class Handlers {
  readonly #owners = new Map<string, Map<string, Handler[]>>(); // owner → event → handlers; bound: the document
  readonly #paces = new Map<string, Pace[]>(); // of the handlers that wait for something: owner → their timers
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

  /**
   * Compile an owner's handlers, replacing those it had, and what of them still waited. One that can't be compiled is
   * reported and left out.
   */
  define(owner: string, events: readonly EventHandler[]): void {
    this.forget(owner);
    const byEvent = new Map<string, Handler[]>();
    const paces: Pace[] = [];
    for (const handler of events) {
      const { event, action } = handler;
      const handlers = byEvent.get(event) ?? [];
      byEvent.set(event, handlers);
      const where = `${owner} · ${event} · handler ${handlers.length + 1}`;
      let run: Run = () => undefined;
      try {
        run = this.#compile(handler, where, paces);
      } catch (error) {
        this.ports.reporter.error(where, error, this.ports.compiler);
      }
      handlers.push({ where, run, skipsReplay: SKIP_REPLAY.has(action.type) });
    }
    this.#owners.set(owner, byEvent);
    if (paces.length > 0) this.#paces.set(owner, paces);
  }

  /** What still waited of it doesn't run any more. */
  forget(owner: string): void {
    this.#owners.delete(owner);
    for (const pace of this.#paces.get(owner) ?? []) pace.cancel();
    this.#paces.delete(owner);
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

  /** Condition, pace, delay, action. A handler that has neither condition nor pace is its action. */
  #compile(handler: EventHandler, where: string, paces: Pace[]): Run {
    const { compiler, clock, graph, reporter } = this.ports;
    let run = compileAction(handler.action, where, this.ports);
    const action = run;
    const onCrowded = (): void => {
      const message = `${DELAYED_MAX} events wait for their delay of ${handler.delay_ms} ms; the oldest run early`;
      reporter.report("warn", where, message);
    };
    const pace = paceOf(handler, clock, onCrowded);
    if (pace) {
      paces.push(pace);
      run = (event) => {
        const own = { ...(event as AppEvent) }; // nobody else changes it until its turn
        pace.take(graph.holding.bind(() => this.call(where, action, own)));
      };
    }
    if (handler.only_when.trim() === "") return run;
    const condition = compiler.template(handler.only_when, where);
    const next = run;
    return (event) => (asBoolean(condition.evaluate(event)) ? next(event) : undefined);
  }

  #await(where: string, result: PromiseLike<unknown>): void {
    const generation = this.#generation;
    this.#pending += 1;
    const waited = this.ports.graph.holding.wait();
    let hasEnded = false; // what only looks like a promise may say so more than once
    const ended = (): void => {
      if (hasEnded) return;
      hasEnded = true;
      waited();
      this.ports.graph.touch(this.ports.graph.globals);
      if (generation !== this.#generation) return;
      this.#pending -= 1;
      this.#cancelPatience?.();
      this.#cancelPatience = null;
      if (this.#pending === PENDING_MAX - 1) this.onUnblocked();
      else if (this.blocked) this.#bePatient(where);
    };
    const failed = (error: unknown): void => {
      if (!hasEnded) this.ports.reporter.error(where, error, this.ports.compiler);
      ended();
    };
    try {
      result.then(ended, failed);
    } catch (error) {
      failed(error);
    }
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
