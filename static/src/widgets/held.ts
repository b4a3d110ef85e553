/** Sizes that don't jitter: they grow at once, and shrink only after a while. */
import { useRef } from "preact/hooks";

const HOLD_MS = 5_000; // about as long as a figure that swings between two widths takes to come back

export class Held {
  private size = Number.NEGATIVE_INFINITY;
  private since = 0;

  /** The largest size of the last seconds. */
  of(size: number, now = performance.now()): number {
    if (size >= this.size || now - this.since > HOLD_MS) {
      this.size = size;
      this.since = now;
    }
    return this.size;
  }
}

/** The largest `size` of the last seconds. */
export function useHeld(size: number): number {
  const held = useRef<Held | null>(null);
  held.current ??= new Held();
  return held.current.of(size);
}
