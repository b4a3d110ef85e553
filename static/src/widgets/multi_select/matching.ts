/** The options that a search leaves, so many as one can look through. */
import type { Choice } from "../data/options";

const SHOWN_MAX = 100; // who wants another one types on

export interface Matches {
  shown: readonly Choice[];
  more: number;
}

/** Those that begin so first, then those that hold it; case counts for nothing. */
export function matching(list: readonly Choice[], search: string): Matches {
  const wanted = search.trim().toLowerCase();
  if (wanted === "") return { shown: list.slice(0, SHOWN_MAX), more: Math.max(0, list.length - SHOWN_MAX) };
  const begin: Choice[] = [];
  const hold: Choice[] = [];
  for (const choice of list) {
    const place = choice.label.toLowerCase().indexOf(wanted);
    if (place === 0) begin.push(choice);
    else if (place > 0) hold.push(choice);
  }
  const all = [...begin, ...hold];
  return { shown: all.slice(0, SHOWN_MAX), more: Math.max(0, all.length - SHOWN_MAX) };
}
