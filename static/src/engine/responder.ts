/** A data responder at work: watches a binding, and fires `data_change` when its value is another, also while paused. */
import { effect } from "@preact/signals-core";
import { Derived, type DerivedPorts } from "./derived";
import { isEqual, snapshot } from "./equal";
import type { AppEvent } from "./teller";

export interface ResponderPorts extends DerivedPorts {
  clock: { now(): number };
  fire(owner: string, event: AppEvent): void;
}

export class Responder {
  readonly derived: Derived;
  #value: unknown;
  #kept: { copy: unknown } | null = null; // as the value was, since app code changes lists in place
  #stop: (() => void) | null = null;

  constructor(
    readonly name: string,
    readonly text: string,
    private readonly ports: ResponderPorts,
    private readonly onChange: () => void,
  ) {
    const compile = () => ports.compiler.template(text, `${name} · data`).evaluate;
    this.derived = new Derived(`${name} · data`, compile, ports);
  }

  /** Also when it was stopped since. */
  get isStarted(): boolean {
    return this.#stop !== null;
  }

  start(): void {
    this.#keep(this.derived.live.peek().value);
    this.#stop = effect(() => {
      this.derived.live.value;
      this.onChange();
    });
  }

  stop(): void {
    this.#stop?.();
  }

  /** `again`: something changed because a responder fired just now. */
  tell(again: boolean): void {
    const data = this.derived.live.peek().value;
    const isSame = Object.is(data, this.#value);
    // Nobody can say whether the same large list has other contents: believed once, not in a row.
    if (isSame && !this.#kept && again) return;
    const previous = isSame && this.#kept ? this.#kept.copy : this.#value;
    const isOther = (isSame && !this.#kept) || !isEqual(data, previous);
    this.#keep(data);
    if (!isOther) return;
    const at = this.ports.clock.now();
    this.ports.fire(this.name, { type: "data_change", data, previous, at, replay: false });
  }

  halt(rounds: number): void {
    this.stop();
    const message = `its handlers change what it watches: it fired ${rounds} times in a row and is stopped; edit it, or start the app again`;
    this.ports.reporter.report("error", this.name, message);
  }

  #keep(value: unknown): void {
    this.#value = value;
    this.#kept = snapshot(value);
  }
}
