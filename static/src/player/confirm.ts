/** Questions of the app to its viewer, one at a time. Loaded when the first one is asked. */
import type { Answer } from "../bridge";
import { QuestionQueue } from "../ui/question-queue";

const TEXT_MAX = 1_000; // characters; more is no question

export class Confirms {
  private queue = new QuestionQueue();

  async ask(text: string): Promise<Answer> {
    if (this.queue.isFull) return { ok: false, code: "rate_limited", error: "too many questions wait already" };
    const title = text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text;
    const choice = await this.queue.take((ask) =>
      ask({ title, buttons: [{ value: "ok", label: "OK" }], focus: "yes" }),
    );
    return choice === "ok" ? { ok: true } : { ok: false, code: "cancelled", error: "the viewer said no" };
  }

  /** Whoever asked is gone. */
  withdraw(): void {
    this.queue.withdraw();
  }
}
