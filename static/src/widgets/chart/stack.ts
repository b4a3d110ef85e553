/** Series on top of one another. */
import type { Column } from "./shape";

export interface Stack {
  /** Where each series ends: its own numbers on top of those before it. */
  tops: Column[];
  /** Where it starts. */
  bases: number[][];
}

/**
 * Of areas, a series without a number at a point keeps its last one there (those of several queries seldom meet); of
 * bars it has none, and what is below zero is stacked downwards.
 */
export function stack(columns: readonly Column[], kind: "area" | "bar"): Stack {
  const count = columns[0]?.length ?? 0;
  const above = new Array<number>(count).fill(0);
  const below = new Array<number>(count).fill(0);
  const tops: Column[] = [];
  const bases: number[][] = [];
  for (const column of columns) {
    const top: Column = new Array(count);
    const base: number[] = new Array(count);
    let last = 0;
    for (let point = 0; point < count; point++) {
      const own = column[point] ?? null;
      if (own !== null) last = own;
      const height = kind === "area" ? last : (own ?? 0);
      const pile = kind === "bar" && height < 0 ? below : above;
      base[point] = pile[point] as number;
      pile[point] = (base[point] as number) + height;
      top[point] = kind === "bar" && own === null ? null : (pile[point] as number);
    }
    tops.push(top);
    bases.push(base);
  }
  return { tops, bases };
}
