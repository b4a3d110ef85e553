/**
 * What both kinds of queries do around a run: ask the viewer first, wait no longer than the time-out, tell the viewer how
 * it ended, and name the queries that follow.
 */
import type { Notifications } from "../document";
import type { Problem } from "../protocol";
import type { Asks } from "./asks";
import type { Clock } from "./clock";
import { describe, toText } from "./compile";
import { CodedError, markTold } from "./errors";
import { type TemplatePorts, Templates } from "./templates";

/** What started a run; app code reads it as `triggerType`. `timeout`: so long after the page's load. */
export type Trigger = "automatic" | "manual" | "input" | "after" | "timeout";

export type Given = Readonly<Record<string, unknown>>;

/** The queries whose success led to a run, the first one first. */
export type Chain = readonly string[];

export interface RunPorts {
  clock: Clock;
  asks: Pick<Asks, "confirm">;
  templates: TemplatePorts;
  toast(text: unknown, level?: unknown, duration_ms?: unknown): void;
  onFault(where: string, message: string): void;
  onSucceeded(query: string, chain: Chain): void;
}

export class Runs {
  #asking = false;
  #isGone = false;
  readonly #templates: Templates;

  constructor(
    private readonly query: string,
    private readonly ports: RunPorts,
  ) {
    this.#templates = new Templates(query, ports.templates);
  }

  /** Begin, at once or when the viewer has said yes to the question; else it rejects with `declined`. */
  start<T>(question: string, begin: () => Promise<T>): Promise<T> {
    const start = (): Promise<T> => (this.#isGone ? Promise.reject(gone(this.query)) : begin());
    return question === "" ? start() : this.#ask(question).then(start);
  }

  /** The query is gone from the app: nothing begins any more, whoever still knows it. */
  end(): void {
    this.#isGone = true;
  }

  /** As `run`, but rejects with `timeout` if that takes longer than `ms` (0: any time); `onLate` hears of it first. */
  within<T>(ms: number, run: Promise<T>, onLate: (error: CodedError) => void): Promise<T> {
    if (ms === 0) return run;
    return new Promise((resolve, reject) => {
      const cancel = this.ports.clock.later(ms, () => {
        const error = timedOut(this.query, ms);
        onLate(error);
        reject(error);
      });
      run.then(
        (value) => {
          cancel();
          resolve(value);
        },
        (error) => {
          cancel();
          reject(error);
        },
      );
    });
  }

  succeeded({ success, duration_ms }: Notifications, chain: Chain): void {
    if (success !== "") this.#notify("success", success, "", duration_ms);
    this.ports.onSucceeded(this.query, chain);
  }

  /** A stream has opened again, without a run. */
  reconnected(): void {
    this.ports.onSucceeded(this.query, []);
  }

  failed({ failure, duration_ms }: Notifications, { message }: Problem): void {
    if (failure !== "") this.#notify("error", failure, `: ${message}`, duration_ms);
  }

  async #ask(question: string): Promise<void> {
    if (this.#asking) throw declined(`${this.query} is waiting for the viewer's answer to an earlier run`);
    this.#asking = true;
    try {
      const text = this.#question(question);
      if (!(await this.ports.asks.confirm(text))) throw declined("the viewer said no");
    } finally {
      this.#asking = false;
    }
  }

  #question(template: string): string {
    try {
      return toText(this.#templates.evaluate("confirm", template, "the question before a run"));
    } catch (error) {
      this.ports.onFault(this.query, describe(error)); // of a run that nobody waits for, too
      throw markTold(error);
    }
  }

  #notify(level: "success" | "error", template: string, more: string, duration_ms: number): void {
    try {
      const text = toText(this.#templates.evaluate(level, template, "the message about a run"));
      if (text.trim() !== "") this.ports.toast(text + more, level, duration_ms);
    } catch (error) {
      this.ports.onFault(this.query, describe(error));
    }
  }
}

export function timedOut(query: string, ms: number): CodedError {
  return new CodedError("timeout", `${query} took longer than ${ms / 1_000} s`);
}

function gone(query: string): CodedError {
  return new CodedError("not_running", `${query} is gone from the app`);
}

/** Nobody's mistake, so nothing to report. */
function declined(message: string): CodedError {
  return markTold(new CodedError("declined", message));
}
