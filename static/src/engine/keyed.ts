/**
 * The newest entry of each key, as a keyed window holds it; at most `size` keys (policy: drop the one that has been
 * unchanged for longest). In order of each key's first appearance, so that a table's rows stay where they are.
 */
export interface KeyedItem {
  offset: number;
  key?: string;
}

export class Keyed<T extends KeyedItem> {
  readonly #rows = new Map<string, T>(); // by first appearance; bound: #size
  readonly #changed = new Map<string, T>(); // the same, unchanged for longest first
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

  push(item: T): void {
    const key = keyOf(item);
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
    this.#rows.delete(keyOf(item));
    this.#changed.delete(keyOf(item));
  }

  /** A copy, in order of first appearance. */
  toArray(): T[] {
    return [...this.#rows.values()];
  }

  clear(): void {
    this.#rows.clear();
    this.#changed.clear();
  }

  #trim(): void {
    while (this.#rows.size > this.#size) this.dropOldest();
  }
}

/** A row that came without a key is a row of its own. */
function keyOf({ key, offset }: KeyedItem): string {
  return key ?? `#${offset}`;
}
