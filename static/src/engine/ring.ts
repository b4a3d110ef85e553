/** The newest `size` items; what is older is dropped (policy: drop oldest). Adding one costs the same at any size. */
export class Ring<T> {
  #items: T[] = [];
  #start = 0;
  #size: number;

  constructor(size: number) {
    this.#size = Math.max(1, size);
  }

  get length(): number {
    return this.#items.length - this.#start;
  }

  get size(): number {
    return this.#size;
  }

  resize(size: number): void {
    this.#size = Math.max(1, size);
    this.#start = Math.max(this.#start, this.#items.length - this.#size);
  }

  push(item: T): void {
    const items = this.#items;
    items[items.length] = item;
    if (items.length - this.#start > this.#size) this.#start += 1;
    // Half of it is dead weight: copy what lives. Once in `size` additions, so constant on average.
    if (this.#start > this.#size) {
      this.#items = items.slice(this.#start);
      this.#start = 0;
    }
  }

  /** A copy, oldest first. */
  toArray(): T[] {
    return this.#items.slice(this.#start);
  }

  last(): T | undefined {
    return this.length > 0 ? this.#items[this.#items.length - 1] : undefined;
  }

  clear(): void {
    this.#items = [];
    this.#start = 0;
  }
}
