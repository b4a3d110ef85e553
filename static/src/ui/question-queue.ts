/** Questions one after the other: the next is shown when the one before it has its answer. */
import { askQuestion, type Question } from "./question";

export const QUESTIONS_MAX = 20; // shown and waiting; further ones are refused

/** Resolves with the button's value; null: cancelled, or withdrawn. */
export type Ask = (question: Question, withdrawn?: AbortSignal) => Promise<string | null>;

export class QuestionQueue {
  #last: Promise<unknown> = Promise.resolve();
  #count = 0;
  #life = new AbortController();

  constructor(private readonly ask: Ask = askQuestion) {}

  get isFull(): boolean {
    return this.#count >= QUESTIONS_MAX;
  }

  /** `turn` is called when all before it are answered; the next waits until it is through. */
  async take<T>(turn: (ask: (question: Question) => Promise<string | null>) => Promise<T>): Promise<T> {
    const { signal } = this.#life;
    this.#count += 1;
    const mine = this.#last.then(() =>
      turn((question) => (signal.aborted ? Promise.resolve(null) : this.ask(question, signal))),
    );
    this.#last = mine.catch(() => undefined);
    try {
      return await mine;
    } finally {
      this.#count -= 1;
    }
  }

  /** Nobody waits for these answers any more: the one shown goes away, the rest isn't asked. */
  withdraw(): void {
    this.#life.abort();
    this.#life = new AbortController();
  }
}
