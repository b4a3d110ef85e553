/** For a text of several `{{ }}` parts: one that fails says so in its own place, and the others show. */
import { describe } from "./compile";
import { CircleError } from "./graph";

export class Partly {
  #failed: string | null = null;

  /** Runs a part; what it failed with stands for it. */
  part(run: () => unknown): unknown {
    try {
      return run();
    } catch (error) {
      if (error instanceof CircleError) throw error; // its whole text is one place of the circle
      const said = describe(error);
      this.#failed ??= said;
      return `⚠ ${said}`;
    }
  }

  /** What the first part failed with since the last time; null: none did. */
  take(): string | null {
    const failed = this.#failed;
    this.#failed = null;
    return failed;
  }
}
