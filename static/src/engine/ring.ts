/**
 * The newest `size` items; what is older is dropped (policy: drop oldest). Adding one costs the same at any size.
 *
 * Items are numbered from 0 on for as long as the ring lives, so that a reader sees what came and went since its last look.
 */
export class Ring<T> {
  #items: (T | undefined)[] = []; // undefined before #start
  #start = 0;
  #base = 0; // the number of #items[0]
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

  /** The number of the oldest item held … */
  get first(): number {
    return this.#base + this.#start;
  }

  /** … and that of the next to come. */
  get end(): number {
    return this.#base + this.#items.length;
  }

  /** The item of a number from `first` to before `end`. */
  at(number: number): T {
    return this.#items[number - this.#base] as T;
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
      this.#base += this.#start;
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
    this.#base += this.#items.length;
    this.#items = [];
    this.#start = 0;
  }
}
