/** JavaScript queries run by hand on the canvas: what each returned last, or why it failed. */
import { type Signal, signal } from "@preact/signals";
import type { Preview } from "../../bridge";
import type { JavaScriptQuery } from "../../document";
import type { FrameLink } from "./link";

const ANSWER_MS = 5_000; // what a run that has ended may still take to be heard of
const LONGEST_MS = 600_000; // the document's longest time-out; a run without one, or one that asks first, has as long

export type Run =
  | { kind: "running" }
  | { kind: "returned"; value: Preview; ms: number }
  | { kind: "failed"; message: string; ms: number };

export class Runs {
  /** By query; bounded by the document's queries. */
  readonly results: Signal<ReadonlyMap<string, Run>> = signal(new Map());

  constructor(private readonly link: FrameLink) {}

  /** Run it; never rejects. */
  async run(query: JavaScriptQuery): Promise<void> {
    const since = performance.now();
    const running: Run = { kind: "running" };
    this.set(query.name, running);
    const settle = (run: Run): void => {
      // A later run of it has its own result.
      if (this.results.peek().get(query.name) === running) this.set(query.name, run);
    };
    const bound = query.timeout_ms === 0 || query.confirm !== "" ? LONGEST_MS : query.timeout_ms;
    await this.link.command(query.name, "run", bound + ANSWER_MS).then(
      (value) => settle({ kind: "returned", value, ms: performance.now() - since }),
      (error: Error) => settle({ kind: "failed", message: error.message, ms: performance.now() - since }),
    );
  }

  forget(query: string): void {
    if (!this.results.peek().has(query)) return;
    const next = new Map(this.results.peek());
    next.delete(query);
    this.results.value = next;
  }

  private set(query: string, run: Run): void {
    this.results.value = new Map(this.results.peek()).set(query, run);
  }
}
