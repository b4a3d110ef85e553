/**
 * A JavaScript query at work: runs its code with arguments, side by side or the newest only, and keeps what came out last.
 */
import type { JavaScriptQuery } from "../document";
import { type Run as Code, describe } from "./compile";
import { CodedError, markTold } from "./errors";
import type { Source } from "./graph";
import type { Reporter } from "./report";
import { type Chain, type Given, type RunPorts, Runs, type Trigger, timedOut } from "./runs";
import type { AppEvent } from "./teller";
import { Templates } from "./templates";
import { isThenable } from "./thenable";

const RUNS_MAX = 100; // at once; a query that is run faster than it ends has lost count of them. Policy: refuse

/** What app code sees of it. */
export interface CodeResult {
  data: unknown; // of the last run that went well
  hasData: boolean;
  code: string; // of the last run's error, else empty, like the message
  message: string;
  success: boolean; // of the last run that ended
  running: number;
  runTime: number | null; // ms, of the last run that ended
  endedAt: number | null; // ms since the Unix epoch
  trigger: Trigger;
}

export interface CodeQueryPorts extends RunPorts {
  reporter: Reporter;
  fire(owner: string, event: AppEvent): void;
}

interface Run {
  startedAt: number;
  /** Ends it, if it hasn't ended: what its code does from then on is nobody's business. */
  end(settle: () => void): void;
  reject(error: Error): void;
}

const FRESH: CodeResult = {
  data: null,
  hasData: false,
  code: "",
  message: "",
  success: false,
  running: 0,
  runTime: null,
  endedAt: null,
  trigger: "manual",
};
const { stringify } = JSON; // taken before app code could replace it

export class CodeQuery {
  readonly result: Source<CodeResult>;
  readonly #runs: Runs;
  readonly #templates: Templates;
  readonly #live = new Set<Run>(); // bound: RUNS_MAX
  #code: Code | null = null;
  #definition: JavaScriptQuery;
  #cancelPeriod: () => void = () => {};

  constructor(
    definition: JavaScriptQuery,
    private readonly ports: CodeQueryPorts,
  ) {
    this.#definition = definition;
    this.result = ports.templates.graph.source(FRESH);
    this.#runs = new Runs(definition.name, ports);
    this.#templates = new Templates(definition.name, ports.templates);
    this.#compile();
  }

  get name(): string {
    return this.#definition.name;
  }

  get definition(): JavaScriptQuery {
    return this.#definition;
  }

  /** The name of its code in reports, and when it is stopped. */
  get where(): string {
    return `${this.name} · code`;
  }

  /** Edited: what runs of the code before is cancelled, unless only its handlers changed. */
  redefine(definition: JavaScriptQuery): void {
    const before = this.#definition;
    this.#definition = definition;
    if (stringify({ ...before, events: [] }) === stringify({ ...definition, events: [] })) return;
    this.cancel();
    if (before.code !== definition.code) this.#compile();
  }

  /** What its code returns. Rejects with a code: timeout, cancelled, declined, bad_parameter, or the error's own. */
  run(trigger: Trigger, given: Given = {}, chain: Chain = []): Promise<unknown> {
    return this.#runs.start(this.#definition.confirm, () => this.#begin(trigger, given, chain));
  }

  /** Drop what still runs; nothing of it arrives any more, and no further periodic run comes. */
  cancel(): void {
    this.#cancelPeriod();
    this.#drop();
  }

  /** As before the first run. */
  reset(): void {
    this.cancel();
    this.result.set(FRESH);
  }

  /** What both kinds of queries have: here, to cancel. */
  stop(): void {
    this.cancel();
  }

  /** The query is gone from the app. */
  end(): void {
    this.#runs.end();
    this.cancel();
  }

  inputs(): unknown[] {
    return this.#definition.arguments.map(({ name, value }) => this.#templates.evaluate(name, value));
  }

  #begin(trigger: Trigger, given: Given, chain: Chain): Promise<unknown> {
    if (this.#live.size >= RUNS_MAX) {
      const message = `${this.name} runs ${RUNS_MAX} times at once already; wait for some, or let it cancel previous runs`;
      const error = new CodedError("rate_limited", message);
      if (trigger === "manual") return Promise.reject(error);
      this.ports.onFault(this.name, message); // nobody waits for it
      return Promise.reject(markTold(error));
    }
    this.#cancelPeriod();
    if (this.#definition.cancel_previous) this.#drop();
    return new Promise((resolve, reject) => {
      const { clock } = this.ports;
      const { timeout_ms } = this.#definition;
      const { holding } = this.ports.templates.graph;
      const waited = holding.wait();
      let cancelTimeout = (): void => {};
      const run: Run = {
        startedAt: clock.now(),
        end: (settle) => {
          cancelTimeout();
          if (!this.#live.delete(run)) return;
          waited();
          settle();
        },
        reject,
      };
      this.#live.add(run);
      this.result.set({ ...this.result.peek(), running: this.#live.size, trigger });
      const failed = holding.bind((error: unknown): void => run.end(() => this.#failed(run, error)));
      const succeeded = holding.bind((value: unknown): void =>
        run.end(() => {
          resolve(value);
          this.#succeeded(run, value, chain);
        }),
      );
      if (timeout_ms > 0) cancelTimeout = clock.later(timeout_ms, () => failed(timedOut(this.name, timeout_ms)));
      try {
        const value = this.#execute(given);
        if (isThenable(value)) value.then(succeeded, failed);
        else succeeded(value);
      } catch (error) {
        failed(error);
      }
    });
  }

  #execute(given: Given): unknown {
    const { templates } = this.ports;
    const { graph } = templates;
    if (templates.disabled.has(this.where)) throw new CodedError("stopped", "it did not come to an end");
    if (!this.#code) throw new CodedError("syntax", "its code can't be read");
    const args: Record<string, unknown> = {};
    for (const { name, value } of this.#definition.arguments) {
      if (given[name] === undefined) args[name] = this.#templates.evaluate(name, value);
    }
    templates.watch.enter(this.where);
    try {
      return this.#code({ ...args, ...given });
    } finally {
      graph.touch(graph.globals);
    }
  }

  #succeeded(run: Run, data: unknown, chain: Chain): void {
    const at = this.#ended(run, { data: data ?? null, hasData: true, code: "", message: "", success: true });
    this.ports.fire(this.name, { type: "success", query: this.name, data, at, replay: false });
    this.#runs.succeeded(this.#definition.notifications, chain);
  }

  #failed(run: Run, error: unknown): void {
    const problem = problemOf(error);
    const at = this.#ended(run, { ...problem, success: false });
    this.ports.reporter.error(this.where, error, this.ports.templates.compiler);
    run.reject(markTold(isError(error) ? error : CodedError.of(problem)));
    this.ports.fire(this.name, { type: "failure", query: this.name, ...problem, at, replay: false });
    this.#runs.failed(this.#definition.notifications, problem);
  }

  #ended(run: Run, fields: Partial<CodeResult>): number {
    const { clock, templates } = this.ports;
    const { graph } = templates;
    const endedAt = clock.now();
    const runTime = endedAt - run.startedAt;
    this.result.set({ ...this.result.peek(), ...fields, running: this.#live.size, runTime, endedAt });
    graph.touch(graph.globals); // what it awaited came after its code was entered
    const { periodic_ms } = this.#definition;
    if (periodic_ms > 0 && this.#live.size === 0) {
      // Without the question: the viewer has said yes to all of it.
      const again = (): void => void this.#begin("automatic", {}, []).catch(() => {});
      this.#cancelPeriod = clock.later(periodic_ms, again);
    }
    return endedAt;
  }

  #drop(): void {
    for (const run of [...this.#live]) {
      const error = new CodedError("cancelled", `this run of ${this.name} was cancelled`);
      run.end(() => run.reject(markTold(error)));
    }
    if (this.result.peek().running > 0) this.result.set({ ...this.result.peek(), running: 0 });
  }

  #compile(): void {
    const { reporter, templates } = this.ports;
    const { compiler } = templates;
    this.#code = null;
    try {
      this.#code = compiler.handler(this.#definition.code, this.where, "args");
    } catch (error) {
      reporter.error(this.where, error, compiler);
    }
  }
}

function problemOf(error: unknown): { code: string; message: string } {
  try {
    const code = (error as { code?: unknown } | null)?.code;
    const message = error instanceof Error ? error.message : describe(error);
    return { code: typeof code === "string" ? code : "error", message };
  } catch {
    return { code: "error", message: describe(error) }; // what was thrown has a getter that throws
  }
}

function isError(value: unknown): value is Error {
  try {
    return value instanceof Error;
  } catch {
    return false;
  }
}
