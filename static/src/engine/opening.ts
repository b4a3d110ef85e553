/** Follows a stream query's run until its upstream is open, or will not be, and tells how it ended. */
import type { Notifications } from "../document";
import type { Problem, StreamStatus } from "../protocol";
import type { Chain, Runs } from "./runs";

interface Run {
  chain: Chain;
  joined: boolean;
}

export class Opening {
  #run: Run | null = null;

  constructor(
    private readonly runs: Runs,
    private readonly notifications: () => Notifications,
  ) {}

  /** The newest run, until it has ended. */
  get run(): object | null {
    return this.#run;
  }

  /** A run begins; `chain`: which queries led to it. */
  begin(chain: Chain): void {
    this.#run = { chain, joined: false };
  }

  /** The server has joined this session to the stream the run asked for: what it says from now on is about that one. */
  joined(): void {
    if (this.#run) this.#run.joined = true;
  }

  /** The upstream's state, after its events were told; `opened`: it has opened just now. */
  says({ status, code, message }: StreamStatus, isOpen: boolean, opened: boolean): void {
    if (isOpen && this.#run?.joined) {
      const { chain } = this.#run;
      this.#run = null;
      this.runs.succeeded(this.notifications(), chain);
    } else if (isOpen && opened) this.runs.reconnected();
    else if (status === "failed" && this.#run?.joined)
      this.failed({ code: String(code), message: message ?? "it failed" });
  }

  /** The run comes to nothing; of one that a newer run has replaced nothing is told. */
  failed(problem: Problem, run: object | null = this.#run): void {
    if (run !== this.#run) return;
    if (this.#run) this.runs.failed(this.notifications(), problem);
    this.#run = null;
  }

  /** Given up by the app itself. */
  drop(): void {
    this.#run = null;
  }
}
