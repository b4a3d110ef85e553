/** Long lists, drawn in two steps: what is in sight first, so that the canvas isn't kept waiting. */
import { useEffect, useState } from "preact/hooks";

const REST_MS = 1_000; // by then a large app stands on the canvas

/** Cuts a list to its first rows while the panel it stands in is new. */
export function useBeginning(first: number): <Row>(rows: readonly Row[]) => readonly Row[] {
  const [whole, setWhole] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setWhole(true), REST_MS);
    return () => clearTimeout(timer);
  }, []);
  return (rows) => (whole || rows.length <= first ? rows : rows.slice(0, first));
}
