/** Where the items of a list lie that are of different heights: measured when they have been seen, else guessed. */
import type { Id } from "../data/keys";

const FIRST_GUESS_PX = 56; // a card of two lines
const SAME_PX = 0.1; // text is laid out in fractions of a pixel
const KNOWN_MAX = 20_000; // heights remembered, twice the largest list; then all are measured anew

export class Heights {
  #known = new Map<Id, number>();
  #sum = 0;
  #tops = new Float64Array(1);
  #laid: readonly Id[] | null = null; // what they are the tops of; null: nothing any more

  /** One more than there are items: the last is the height of all. */
  get tops(): Float64Array {
    return this.#tops;
  }

  get total(): number {
    return this.#tops[this.#tops.length - 1] ?? 0;
  }

  /** Returns whether it is another height than before. */
  learn(id: Id, px: number): boolean {
    const before = this.#known.get(id);
    if (before !== undefined && Math.abs(before - px) < SAME_PX) return false;
    if (this.#known.size >= KNOWN_MAX) {
      this.#known.clear();
      this.#sum = 0;
    }
    this.#sum += px - (this.#known.get(id) ?? 0);
    this.#known.set(id, px);
    this.#laid = null;
    return true;
  }

  /** After a change of width. */
  forget(): void {
    this.#laid = null;
    this.#known.clear();
    this.#sum = 0;
  }

  /** For the items in the order shown; the same list again costs nothing while no height was learnt. */
  lay(ids: readonly Id[]): void {
    if (ids === this.#laid) return;
    this.#laid = ids;
    const guess = this.#known.size > 0 ? this.#sum / this.#known.size : FIRST_GUESS_PX;
    const tops = new Float64Array(ids.length + 1);
    for (let index = 0; index < ids.length; index++) {
      tops[index + 1] = (tops[index] as number) + (this.#known.get(ids[index] as Id) ?? guess);
    }
    this.#tops = tops;
  }

  /** The item at this height. */
  at(px: number): number {
    let low = 0;
    let high = Math.max(0, this.#tops.length - 2);
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#tops[middle] as number) <= px) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
