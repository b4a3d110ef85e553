/** The lines of the panel: as they come, or held still while a person reads. What comes meanwhile is counted. */
import { useRef } from "preact/hooks";
import type { Live, LogLine } from "../canvas/live";
import { merged } from "./filter";

const MERGED_MAX = 500; // of all queries together, as of one

interface Held {
  of: string | null;
  lines: readonly LogLine[];
  count: number;
}

/** `query`: null for all of them. */
export function useLog(
  live: Live,
  query: string | null,
  still: boolean,
): { lines: readonly LogLine[]; since: number; clear: () => void } {
  const held = useRef<Held | null>(null);
  const all = live.messages.value;
  const now = query === null ? merged(all, MERGED_MAX) : (all.get(query) ?? []);
  const count = countOf(live, query);
  if (!still) held.current = null;
  else if (held.current?.of !== query) held.current = { of: query, lines: now, count };
  return {
    lines: held.current?.lines ?? now,
    since: held.current ? count - held.current.count : 0,
    clear: () => {
      if (held.current) held.current = { of: query, lines: [], count };
      if (query === null) for (const name of all.keys()) live.clearMessages(name);
      else live.clearMessages(query);
    },
  };
}

function countOf({ counts }: Live, query: string | null): number {
  if (query !== null) return counts.get(query) ?? 0;
  return [...counts.values()].reduce((sum, one) => sum + one, 0);
}
