/**
 * The newest entry of each key, as a keyed window holds it; at most `size` keys (policy: drop the one that has been
 * unchanged for longest). In order of each key's first appearance, so that a table's rows stay where they are.
 */
import { Ring } from "./ring";

export interface KeyedItem {
  offset: number;
  key?: string;
}

const LOG_LEAST = 100; // of a window of few keys that change often: so that its readers needn't start over each time

export class Keyed<T extends KeyedItem> {
  readonly #rows = new Map<string, T>(); // by first appearance; bound: #size
  readonly #changed = new Map<string, T>(); // the same, unchanged for longest first
  #log: Ring<T | string> | null = null; // what came, and the keys that went; from the first reader on
  #size: number;

  constructor(size: number) {
    this.#size = Math.max(1, size);
  }

  get length(): number {
    return this.#rows.size;
  }

  get size(): number {
    return this.#size;
  }

  resize(size: number): void {
    this.#size = Math.max(1, size);
    this.#trim();
  }

  /** What changed lately: rows that came, and keys of rows that went (policy: drop oldest; its reader starts over). */
  log(): Ring<T | string> {
    this.#log ??= new Ring(Math.max(LOG_LEAST, this.#size));
    return this.#log;
  }

  push(item: T): void {
    const key = keyOf(item);
    this.#log?.push(item);
    this.#rows.set(key, item);
    this.#changed.delete(key);
    this.#changed.set(key, item);
    this.#trim();
  }

  oldest(): T | undefined {
    return this.#changed.values().next().value;
  }

  dropOldest(): void {
    const item = this.oldest();
    if (!item) return;
    const key = keyOf(item);
    this.#log?.push(key);
    this.#rows.delete(key);
    this.#changed.delete(key);
  }

  /** A copy, in order of first appearance. */
  toArray(): T[] {
    return [...this.#rows.values()];
  }

  clear(): void {
    this.#log = null; // every reader starts over
    this.#rows.clear();
    this.#changed.clear();
  }

  #trim(): void {
    while (this.#rows.size > this.#size) this.dropOldest();
  }
}

/** A row that came without a key is a row of its own. */
export function keyOf({ key, offset }: KeyedItem): string {
  return key ?? `#${offset}`;
}
