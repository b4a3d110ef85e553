/**
 * Where a value lies in a row: `price`, `a.b`, `[1][5]`, `1.5`, `["odd key"]`; an empty path is the row itself; `@at`,
 * `@offset`, `@query`: of the message it came from. Written once, read for every row, so a path is compiled to its
 * steps.
 */
import type { RowOrigin } from "../view";

export type Reader = (row: unknown) => unknown;

/** `origin`: where the row came from, if it came from a query's window. */
export type RowReader = (row: unknown, origin?: RowOrigin | null) => unknown;

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

const OF_ORIGIN: Readonly<Record<string, RowReader>> = {
  "@at": (_, origin) => origin?.at,
  "@offset": (_, origin) => origin?.offset,
  "@query": (_, origin) => origin?.query,
};

/** As `reader`, and of the row's message as well; undefined where a row came from no query. */
export function rowReader(path: string): RowReader {
  const name = path.trim();
  return (Object.hasOwn(OF_ORIGIN, name) && OF_ORIGIN[name]) || reader(path);
}

/** A heading for a column without a title: the last word of its path, or `row`. */
export function headingOf(path: string): string {
  const last = steps(path)?.at(-1)?.replace(/^@/, "");
  return last === undefined ? "row" : /^\d+$/.test(last) ? path : last;
}
