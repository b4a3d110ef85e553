/**
 * Rows in order, of which the last `limit` are shown. A row that comes last and one that leaves first, as nearly all do,
 * cost the same at any length.
 */
import { type Change, Splices } from "./splices";

export interface Ranked {
  rank: number; // what they are ordered by …
  tie: number; // … and of the same rank, what came first; no two are the same
}

const COPY_AT = 1_024; // freed places at the front before the rows are copied, unless there are more rows

export class Ordered<T extends Ranked> {
  #rows: (T | undefined)[] = []; // undefined before #start
  #start = 0;
  readonly #splices: Splices<T>;

  /** `keepsAll`: rows not shown are kept, to be shown when later ones leave; else they are dropped (drop oldest). */
  constructor(
    private readonly limit: number,
    private readonly keepsAll: boolean,
  ) {
    this.#splices = new Splices(limit);
  }

  get length(): number {
    return this.#rows.length - this.#start;
  }

  *[Symbol.iterator](): Generator<T> {
    for (let index = this.#start; index < this.#rows.length; index += 1) yield this.#rows[index] as T;
  }

  first(): T | undefined {
    return this.#rows[this.#start];
  }

  insert(row: T): void {
    const rows = this.#rows;
    const before = this.length;
    const last = rows[rows.length - 1];
    let at = before;
    if (last === undefined || isBefore(last, row)) rows[rows.length] = row;
    else {
      at = this.#place(row);
      rows.splice(this.#start + at, 0, row);
    }
    const hidden = before - this.limit;
    if (hidden < 0) this.#splices.insert(at, row);
    else if (at > hidden) {
      this.#splices.removeFront();
      this.#splices.insert(at - hidden - 1, row);
    }
    if (!this.keepsAll && before === this.limit) this.#shift();
  }

  /** `row` takes the place of `old`, whose rank and tie it has. */
  replace(old: T, row: T): void {
    const at = this.#place(old);
    this.#rows[this.#start + at] = row;
    const shown = at - Math.max(0, this.length - this.limit);
    if (shown >= 0) this.#splices.replace(shown, row);
  }

  /** It needn't be there any more. */
  remove(row: T): void {
    const rows = this.#rows;
    const hidden = this.length - this.limit;
    if (rows[this.#start] === row) {
      this.#shift();
      if (hidden <= 0) this.#splices.removeFront();
      return;
    }
    const at = this.#place(row);
    if (rows[this.#start + at] !== row) return;
    rows.splice(this.#start + at, 1);
    if (hidden <= 0) this.#splices.remove(at);
    else if (at >= hidden) {
      this.#splices.remove(at - hidden);
      this.#splices.insert(0, rows[this.#start + hidden - 1] as T);
    }
  }

  clear(): void {
    this.#rows = [];
    this.#start = 0;
    this.#splices.reset();
  }

  /** The rows that are shown. */
  shown(): T[] {
    return this.#rows.slice(Math.max(this.#start, this.#rows.length - this.limit)) as T[];
  }

  take(): Change<T> | null {
    return this.#splices.take(() => this.shown());
  }

  #shift(): void {
    this.#rows[this.#start] = undefined;
    this.#start += 1;
    if (this.#start > COPY_AT && this.#start > this.length) {
      this.#rows = this.#rows.slice(this.#start);
      this.#start = 0;
    }
  }

  /** Where a row stands, or would stand. */
  #place(row: T): number {
    let low = this.#start;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBefore(this.#rows[middle] as T, row)) low = middle + 1;
      else high = middle;
    }
    return low - this.#start;
  }
}

function isBefore(one: Ranked, other: Ranked): boolean {
  return one.rank < other.rank || (one.rank === other.rank && one.tie < other.tie);
}
