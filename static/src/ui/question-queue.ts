/** Questions one after the other: the next is shown when the one before it has its answer. */
import { askQuestion, type Question } from "./question";

export const QUESTIONS_MAX = 20; // shown and waiting; further ones are refused

export type Ask = (question: Question, withdrawn?: AbortSignal) => Promise<string | null>;

export class QuestionQueue {
  #last: Promise<unknown> = Promise.resolve();
  #count = 0;
  #life = new AbortController();

  constructor(private readonly ask: Ask = askQuestion) {}

  get isFull(): boolean {
    return this.#count >= QUESTIONS_MAX;
  }

  /** The button's value; null: cancelled, or withdrawn. `make` is called when its turn has come; null: not needed. */
  async add(make: () => Question | null): Promise<string | null> {
    this.#count += 1;
    const { signal } = this.#life;
    const mine = this.#last.then(() => {
      const question = signal.aborted ? null : make();
      return question && this.ask(question, signal);
    });
    this.#last = mine.catch(() => null);
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
