/**
 * Gets the server to join a query's stream: asks, asks again after what may pass, and tells those who wait for it.
 *
 * One request is under way at a time; a run with other parameters meanwhile is asked for when it is answered.
 */
import type { Cursor, Problem } from "../protocol";
import type { Clock } from "./clock";
import { CodedError, markTold } from "./errors";
import { type Link, REQUESTS_MAX } from "./link";
import { areSame, type Params } from "./parameters";
import { tooMany } from "./sender";

const RETRY_FIRST_MS = 1_000; // a run the server could not serve just now
const RETRY_MAX_MS = 30_000;
const PASSING = new Set(["unavailable", "internal", "rate_limited", "not_confirmed"]); // problems that may pass

export interface JoiningPorts {
  link: Link;
  clock: Clock;
  query: string;
  cursor(): Cursor | null; // in the stream that was joined last
  params(): Params; // throws a CodedError when they can't be had
  onRetry(problem: Problem, at: number): void;
  onRefused(problem: Problem): void;
}

type Wait = (error: CodedError | null) => void;

export class Joining {
  #waits: Wait[] = []; // bound: REQUESTS_MAX; further runs are refused
  #asking: object | null = null; // the request under way
  #asked: Params | null = null; // what it, or the last one, asked for
  #joined: Params | null = null; // what the stream that was joined last was asked for with
  #askAgain = false;
  #stopOwed = false; // stopped while the socket was cut
  #retries = 0;
  #cancelRetry: () => void = () => {};

  constructor(private readonly ports: JoiningPorts) {}

  get isFull(): boolean {
    return this.#waits.length >= REQUESTS_MAX;
  }

  /** Resolves when the stream is joined. */
  wait(): Promise<void> {
    if (this.isFull) return Promise.reject(tooMany(this.ports.query));
    return new Promise((resolve, reject) => {
      this.#waits.push((error) => (error ? reject(error) : resolve()));
    });
  }

  /** Ask now; `anew`: also if it is being asked for already, because what to ask has changed. */
  ask(anew = true): void {
    if (this.#asking) {
      this.#askAgain ||= anew;
      return;
    }
    const { link, query, cursor, params } = this.ports;
    this.#cancelRetry();
    this.#askAgain = false;
    let given: Params;
    try {
      given = params();
    } catch (error) {
      this.ports.onRefused(error as CodedError);
      return;
    }
    const position = areSame(this.#joined, given) ? cursor() : null; // other parameters: another stream
    const asked = {};
    this.#asking = asked;
    this.#asked = given;
    this.#stopOwed = false;
    link.request({ type: "run", query, cursor: position, params: given }, (problem) => {
      if (!problem) this.#retries = 0;
      else if (this.#asking === asked && link.isOpen) this.#refused(problem);
      // else: the socket was cut, and the next `welcome` asks again; or nobody wants it any more
    });
  }

  /** The stream has been joined. Returns false if that was an answer to what is no longer wanted. */
  joined(): boolean {
    this.#asking = null;
    this.#joined = this.#asked;
    if (this.#askAgain) {
      this.ask();
      return false;
    }
    this.settle(null);
    return true;
  }

  /** The socket is cut: nothing asked will be answered, nor is it asked again by itself. */
  cut(): void {
    this.#cancelRetry();
    this.#asking = null;
    this.#askAgain = false;
  }

  /** Give up: leave the stream, now or when there is a socket again. */
  stop(): void {
    this.cut();
    const { link, query } = this.ports;
    this.#stopOwed = !link.isOpen;
    if (!this.#stopOwed) link.request({ type: "stop", query }, () => {});
  }

  /** There is a socket again, and the query isn't to run. */
  leave(): void {
    if (this.#stopOwed) this.stop();
  }

  /** Answer those who wait. `told`: the author knows of the problem already. */
  settle(problem: Problem | null, told = false): void {
    const waits = this.#waits;
    this.#waits = [];
    for (const wait of waits) {
      const error = problem && CodedError.of(problem);
      if (told) markTold(error);
      wait(error);
    }
  }

  #refused(problem: Problem): void {
    this.#asking = null;
    if (this.#askAgain) {
      this.ask();
      return;
    }
    if (!PASSING.has(problem.code)) {
      this.ports.onRefused(problem);
      return;
    }
    const { clock, link } = this.ports;
    const most = Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** Math.min(this.#retries, 10));
    const delay = (0.5 + clock.random() / 2) * most;
    this.#retries += 1;
    this.#cancelRetry();
    this.#cancelRetry = clock.later(delay, () => {
      if (link.isOpen) this.ask(false);
    });
    this.ports.onRetry(problem, clock.now() + delay);
  }
}
