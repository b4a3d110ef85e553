/** What this page asks of the page around it, each under a number of its own, and the answers. */
import type { Answer, Ask, PlayerMessage } from "../bridge";

const ASKS_MAX = 40; // an engine's 20 and as many clicks on links; further ones are refused

export class Desk {
  private readonly waiting = new Map<number, (answer: Answer) => void>(); // bound: ASKS_MAX
  private last = 0;

  constructor(private readonly post: (message: PlayerMessage) => void) {}

  ask(ask: Ask): Promise<Answer> {
    if (this.waiting.size >= ASKS_MAX) {
      return Promise.resolve({ ok: false, code: "rate_limited", error: `${ASKS_MAX} requests wait already` });
    }
    return new Promise((resolve) => {
      const id = ++this.last;
      this.waiting.set(id, resolve);
      this.post({ type: "ask", id, ask });
    });
  }

  answered({ id, ...answer }: { id: number } & Answer): void {
    const resolve = this.waiting.get(id);
    this.waiting.delete(id);
    resolve?.(answer);
  }
}
