/**
 * What the engine asks of the page and of the page around it, and waits for: an address to open, a text to copy, a file
 * to save, a question to the viewer. Each is a promise; a refusal rejects with a code.
 */
import type { Ask } from "../bridge";
import { CodedError, markTold } from "./errors";
import type { FromEngine, ToEngine } from "./messages";

export const ASKS_MAX = 20; // without an answer; nobody has so many dialogs before them. Further ones are refused

const VIEWERS_CHOICE: readonly string[] = ["cancelled", "denied"]; // nobody's mistake, so nothing to report

export type FileFormat = Extract<FromEngine, { type: "export" }>["format"];

type Answer = Extract<ToEngine, { type: "answered" }>;

export class Asks {
  readonly #pending = new Map<number, (answer: Answer) => void>(); // bound: ASKS_MAX
  #last = 0;

  constructor(private readonly post: (message: FromEngine) => void) {}

  /** Resolves once the page around has done it. */
  async ask(ask: Ask): Promise<void> {
    refuse(await this.#send((id) => ({ type: "ask", id, ask })));
  }

  /** Resolves once the file is saved. The data goes to the page as it is, and becomes a file there. */
  async export(name: string, format: FileFormat, data: unknown): Promise<void> {
    refuse(await this.#send((id) => ({ type: "export", id, name, format, data })));
  }

  /** A question to the viewer: whether they said yes. */
  async confirm(text: string): Promise<boolean> {
    const answer = await this.#send((id) => ({ type: "confirm", id, text }));
    if (answer.code !== "cancelled") refuse(answer);
    return answer.ok;
  }

  answered(answer: Answer): void {
    const settle = this.#pending.get(answer.id);
    this.#pending.delete(answer.id);
    settle?.(answer);
  }

  #send(message: (id: number) => FromEngine): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#pending.size >= ASKS_MAX) {
        const why = `${ASKS_MAX} files, addresses or questions wait for the viewer already; wait for some`;
        reject(new CodedError("rate_limited", why));
        return;
      }
      const id = ++this.#last;
      this.#pending.set(id, resolve);
      try {
        this.post(message(id));
      } catch (error) {
        this.#pending.delete(id);
        // What can't be cloned: functions, and objects of the engine.
        reject(new CodedError("bad_data", `it can't leave the app's code: ${(error as Error).message}`));
      }
    });
  }
}

function refuse({ ok, code = "failed", error = "the page could not do it" }: Answer): void {
  if (ok) return;
  const refusal = new CodedError(code, error);
  throw VIEWERS_CHOICE.includes(code) ? markTold(refusal) : refusal;
}
