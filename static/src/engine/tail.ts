/** The newest messages of a window as they come: what is shown is a stretch of it, so a message costs next to nothing. */
import type { Ring } from "./ring";
import type { Change } from "./splices";
import type { Entry } from "./window";

export class Tail {
  #ring: Ring<Entry> | null = null;
  #from = 0; // numbers in the ring: of the oldest posted …
  #to = 0; // … and after the newest

  constructor(private readonly limit: number) {}

  /** What changed since the last call; null: nothing. */
  take(ring: Ring<Entry>): Change<Entry> | null {
    const to = ring.end;
    const from = Math.max(ring.first, to - this.limit);
    const known = ring === this.#ring ? this.#to : Number.NEGATIVE_INFINITY;
    const gone = from - this.#from;
    if (to === known && gone === 0) return null;
    this.#ring = ring;
    this.#from = from;
    this.#to = to;
    if (known < from) return { reset: true, splices: [{ at: 0, remove: 0, rows: stretch(ring, from, to) }] };
    const splices = gone > 0 ? [{ at: 0, remove: gone, rows: [] as Entry[] }] : [];
    if (to > known) splices[splices.length] = { at: known - from, remove: 0, rows: stretch(ring, known, to) };
    return { reset: false, splices };
  }

  shown(ring: Ring<Entry>): Entry[] {
    return stretch(ring, Math.max(ring.first, ring.end - this.limit), ring.end);
  }
}

function stretch(ring: Ring<Entry>, from: number, to: number): Entry[] {
  const rows = new Array<Entry>(to - from);
  for (let number = from; number < to; number += 1) rows[number - from] = ring.at(number);
  return rows;
}
