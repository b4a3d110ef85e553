/**
 * Where a value lies in a row: `price`, `a.b`, `[1][5]`, `1.5`, `["odd key"]`; an empty path is the row itself.
 * Written once, read for every row, so a path is compiled to its steps.
 */

export type Reader = (row: unknown) => unknown;

const STEP = /\.?([^.[\]]+)|\[\s*(?:"([^"]*)"|'([^']*)'|([^\]"']+?))\s*\]/y;

/** The steps of a path, or null when it can't be read (`a[`). */
export function steps(path: string): string[] | null {
  const found: string[] = [];
  const text = path.trim();
  STEP.lastIndex = 0;
  while (STEP.lastIndex < text.length) {
    const match = STEP.exec(text);
    if (!match) return null;
    found.push(match[1]?.trim() ?? match[2] ?? match[3] ?? match[4] ?? "");
  }
  return found;
}

/** Reads undefined where there is no such value, and never what the language put there (`constructor`). */
export function reader(path: string): Reader {
  const way = steps(path);
  if (way === null) return () => undefined;
  if (way.length === 0) return (row) => row;
  return (row) => {
    let here = row;
    for (const step of way) {
      if (typeof here !== "object" || here === null || !Object.hasOwn(here, step)) return undefined;
      here = (here as Record<string, unknown>)[step];
    }
    return here;
  };
}

/** A heading for a column without a title: the last word of its path, or `row`. */
export function headingOf(path: string): string {
  const last = steps(path)?.at(-1);
  return last === undefined ? "row" : /^\d+$/.test(last) ? path : last;
}
