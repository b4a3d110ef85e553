/** Sizes that don't jitter: they grow at once, and shrink only after a while. */
import { useRef } from "preact/hooks";

const HOLD_MS = 5_000; // about as long as a figure that swings between two widths takes to come back

/** The largest `size` of the last seconds. */
export function useHeld(size: number): number {
  const held = useRef({ size, at: 0 });
  const now = performance.now();
  if (size >= held.current.size || now - held.current.at > HOLD_MS) held.current = { size, at: now };
  return held.current.size;
}
