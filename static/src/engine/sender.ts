/** Sends a query's messages up: each waits for the server's word, and the first ones for the stream to open. */
import type { Problem } from "../protocol";
import type { Clock } from "./clock";
import { CodedError } from "./errors";
import { type Link, REQUESTS_MAX, type RequestFrame, type Settle } from "./link";
import type { Outgoing } from "./outgoing";

const WAIT_FOR_OPEN_MS = 10_000; // a broadcast right after the start waits this long for the first connection

export class Sender {
  #waits: Settle[] = []; // bound: REQUESTS_MAX, with the link's; further ones are refused

  constructor(
    private readonly query: string,
    private readonly link: Link,
    private readonly clock: Clock,
  ) {}

  /** Resolves when the upstream's socket has taken the message; `opening`: it is on its way to its first open. */
  send({ text, encoding, remember }: Outgoing, opening: boolean): Promise<void> {
    return this.#ask(opening, {
      type: "broadcast",
      text,
      ...(encoding === "text" ? {} : { encoding }),
      ...(remember === null ? {} : { remember }),
    });
  }

  /** What is remembered under `key` is no longer sent again; all of it when `key` is null. */
  forget(key: string | null, opening: boolean): Promise<void> {
    return this.#ask(opening, { type: "forget", key });
  }

  #ask(opening: boolean, frame: Pick<RequestFrame, "type"> & Record<string, unknown>): Promise<void> {
    if (this.#waits.length + this.link.outstanding >= REQUESTS_MAX) return Promise.reject(tooMany(this.query));
    return new Promise((resolve, reject) => {
      const settle: Settle = (problem) => (problem ? reject(CodedError.of(problem)) : resolve());
      const go: Settle = (problem) => {
        if (problem) settle(problem);
        else this.link.request({ ...frame, query: this.query }, settle);
      };
      if (opening) this.#wait(go);
      else go(null);
    });
  }

  /** The stream is open, or (with a problem) won't be. What waited goes at once, in order. */
  opened(problem: Problem | null): void {
    const waits = this.#waits;
    this.#waits = [];
    for (const wait of waits) wait(problem);
  }

  #wait(go: Settle): void {
    const cancel = this.clock.later(WAIT_FOR_OPEN_MS, () => {
      this.#waits = this.#waits.filter((other) => other !== wait);
      go({ code: "not_connected", message: `${this.query} did not open within ${WAIT_FOR_OPEN_MS / 1_000} s` });
    });
    const wait: Settle = (problem) => {
      cancel();
      go(problem);
    };
    this.#waits.push(wait);
  }
}

export function tooMany(name: string): CodedError {
  return new CodedError("rate_limited", `${name} has ${REQUESTS_MAX} requests without an answer; wait for some`);
}
