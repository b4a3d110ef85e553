/**
 * What was done to the document, step by step, to be undone and done again.
 *
 * A step holds the whole document before and after it; documents are never changed in place and share what a step
 * leaves alone, so a step costs what it changed. Undo gives back the very object, thus the very bytes.
 */
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { AppDocument } from "../../document";
import { changedPlace } from "./changed";
import { isSame } from "./shared";

export const STEPS_MAX = 200; // the oldest is forgotten; more than anyone walks back
const MERGE_MS = 1_000; // letters of one word come faster

export interface Step {
  /** For a person: "Rename query1 to ticks". */
  readonly description: string;
  readonly before: AppDocument;
  readonly after: AppDocument;
}

interface Kept extends Step {
  /** Steps with the same one, soon after one another, are one. Null: stands alone. */
  readonly merge: string | null;
  readonly at: number;
}

interface Steps {
  readonly done: readonly Kept[];
  readonly undone: readonly Kept[];
}

export class History {
  /** What undo would undo. */
  readonly last: ReadonlySignal<Step | null>;
  /** What redo would do again. */
  readonly next: ReadonlySignal<Step | null>;
  private readonly steps: Signal<Steps> = signal({ done: [], undone: [] });
  private readonly now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.now = now;
    this.last = computed(() => this.steps.value.done.at(-1) ?? null);
    this.next = computed(() => this.steps.value.undone.at(-1) ?? null);
  }

  /**
   * Note a change. What was undone before it can't be done again. Typing into one field is one step by itself; what else
   * belongs together (arrow keys that move widgets) says so by a `merge` of its own.
   */
  add(step: Step, merge?: string, withinMs = MERGE_MS): void {
    const key = merge ?? typedInto(step);
    const at = this.now();
    const { done } = this.steps.peek();
    const last = done.at(-1);
    const joins = last && key !== null && key === last.merge && at - last.at < withinMs && last.after === step.before;
    if (joins && isSame(last.before, step.after)) {
      this.steps.value = { done: done.slice(0, -1), undone: [] }; // typed, and taken back: nothing is left to undo
      return;
    }
    const kept: Kept = { ...step, before: joins ? last.before : step.before, merge: key, at };
    this.steps.value = { done: [...(joins ? done.slice(0, -1) : done), kept].slice(-STEPS_MAX), undone: [] };
  }

  /** Take the last step back. Returns it; its `before` is the document now. */
  undo(): Step | null {
    const { done, undone } = this.steps.peek();
    const step = done.at(-1);
    if (!step) return null;
    this.steps.value = { done: done.slice(0, -1).map(closed), undone: [...undone, closed(step)] };
    return step;
  }

  /** Do the step undone last again. Returns it; its `after` is the document now. */
  redo(): Step | null {
    const { done, undone } = this.steps.peek();
    const step = undone.at(-1);
    if (!step) return null;
    this.steps.value = { done: [...done, step], undone: undone.slice(0, -1) };
    return step;
  }
}

/** Once somebody went back and forth, nothing is added to the steps there are. */
const closed = (step: Kept): Kept => (step.merge === null ? step : { ...step, merge: null });

/** The field that a step changed, when it is one that people type into. */
function typedInto({ description, before, after }: Step): string | null {
  const { path, from, to } = changedPlace(before, after);
  const typed = (value: unknown) => typeof value === "string" || typeof value === "number";
  return typed(from) && typed(to) ? JSON.stringify([description, path]) : null;
}
