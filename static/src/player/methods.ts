/** Methods of widgets that app code calls, and the views that answer them. */

export type Run = (...args: unknown[]) => void;

const EARLY_MAX = 50; // calls held for views that are still loading: drop oldest
const EARLY_MS = 10_000; // what was called longer ago is no longer wanted

export class Methods {
  private readonly runs = new Map<string, Run>(); // bound: the views that are shown
  private early: { key: string; args: unknown[]; at: number }[] = [];

  /** Calls back when the method is called, also for calls of the last seconds. Returns the unsubscription. */
  on(widget: string, method: string, run: Run): () => void {
    const key = `${widget} ${method}`;
    this.runs.set(key, run);
    const waiting = this.early.filter((call) => call.key === key && performance.now() - call.at < EARLY_MS);
    this.early = this.early.filter((call) => call.key !== key);
    for (const { args } of waiting) run(...args);
    return () => {
      if (this.runs.get(key) === run) this.runs.delete(key);
    };
  }

  call(widget: string, method: string, args: unknown[]): void {
    const key = `${widget} ${method}`;
    const run = this.runs.get(key);
    if (run) run(...args);
    else this.early = [...this.early, { key, args, at: performance.now() }].slice(-EARLY_MAX);
  }
}
