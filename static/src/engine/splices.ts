/**
 * What changed in a list of rows since it was last posted, as few splices as that takes. Rows that leave at the front
 * come first, whenever they left; where that can't be, or would be more than the list itself, the list goes whole.
 */
const OPS_MAX = 256; // more single changes cost the page more than the whole list

export interface Splice<T> {
  at: number;
  remove: number;
  rows: T[];
}

export interface Change<T> {
  reset: boolean;
  splices: Splice<T>[];
}

export class Splices<T> {
  #front = 0; // removed at the front
  #splices: Splice<T>[] = []; // `at` counts what was removed at the front up to then
  #least = Number.POSITIVE_INFINITY; // the least `at` of them
  #rows = 0;
  #reset = true;

  /** `limit`: how long the list may get. */
  constructor(private readonly limit: number) {}

  /** The list has become another one. */
  reset(): void {
    this.#reset = true;
    this.#clear();
  }

  removeFront(): void {
    if (this.#reset) return;
    if (this.#front < this.#least) this.#front += 1;
    else this.reset(); // what leaves came or was changed just now
  }

  insert(at: number, row: T): void {
    if (this.#reset || !this.#hasRoom()) return;
    const place = at + this.#front;
    const last = this.#last();
    if (last && last.at + last.rows.length === place) last.rows[last.rows.length] = row;
    else this.#add({ at: place, remove: 0, rows: [row] });
  }

  replace(at: number, row: T): void {
    if (this.#reset || !this.#hasRoom()) return;
    const place = at + this.#front;
    const last = this.#last();
    const within = last ? place - last.at : -1;
    if (last && within === last.rows.length) {
      last.rows[within] = row;
      last.remove += 1;
    } else if (last && within >= 0 && within < last.rows.length) last.rows[within] = row;
    else this.#add({ at: place, remove: 1, rows: [row] });
  }

  remove(at: number): void {
    if (this.#reset) return;
    const place = at + this.#front;
    const last = this.#last();
    const within = last ? place - last.at : -1;
    if (last && within === last.rows.length) last.remove += 1;
    else if (last && within >= 0 && within < last.rows.length) last.rows.splice(within, 1);
    else this.#add({ at: place, remove: 1, rows: [] });
  }

  /** What changed since the last call; null: nothing. `whole`: the list as it is now. */
  take(whole: () => T[]): Change<T> | null {
    const front = this.#front;
    const splices = this.#splices;
    if (this.#reset) {
      this.#reset = false;
      return { reset: true, splices: [{ at: 0, remove: 0, rows: whole() }] };
    }
    if (front === 0 && splices.length === 0) return null;
    this.#clear();
    for (const splice of splices) splice.at -= front;
    return { reset: false, splices: front > 0 ? [{ at: 0, remove: front, rows: [] }, ...splices] : splices };
  }

  #last(): Splice<T> | undefined {
    return this.#splices[this.#splices.length - 1];
  }

  #add(splice: Splice<T>): void {
    if (this.#splices.length >= OPS_MAX) {
      this.reset();
      return;
    }
    this.#splices[this.#splices.length] = splice;
    this.#least = Math.min(this.#least, splice.at);
  }

  #hasRoom(): boolean {
    this.#rows += 1;
    if (this.#rows <= this.limit) return true;
    this.reset();
    return false;
  }

  #clear(): void {
    this.#front = 0;
    this.#splices = [];
    this.#least = Number.POSITIVE_INFINITY;
    this.#rows = 0;
  }
}
