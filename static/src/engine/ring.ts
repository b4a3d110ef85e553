/** The newest `size` items; what is older is dropped (policy: drop oldest). Adding one costs the same at any size. */
export class Ring<T> {
  #items: (T | undefined)[] = []; // undefined before #start
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
    if (items.length - this.#start > this.#size) this.dropOldest();
    // Half of it is dead weight: copy what lives. Once in `size` additions, so constant on average.
    if (this.#start > this.#size) {
      this.#items = items.slice(this.#start);
      this.#start = 0;
    }
  }

  oldest(): T | undefined {
    return this.#items[this.#start];
  }

  dropOldest(): void {
    if (this.length === 0) return;
    this.#items[this.#start] = undefined; // its memory is free now, not when the next copy is made
    this.#start += 1;
  }

  /** A copy, oldest first. */
  toArray(): T[] {
    return this.#items.slice(this.#start) as T[];
  }

  clear(): void {
    this.#items = [];
    this.#start = 0;
  }
}
