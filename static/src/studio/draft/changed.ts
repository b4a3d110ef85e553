/** Where two documents differ. They share what is equal, so that only what changed is looked at. */

/** The innermost place that holds every change. */
export interface Changed {
  path: (string | number)[];
  from: unknown;
  to: unknown;
}

export function changedPlace(before: unknown, after: unknown): Changed {
  const path: (string | number)[] = [];
  let from = before;
  let to = after;
  for (;;) {
    const key = onlyChange(from, to);
    if (key === null) return { path, from, to };
    path.push(key);
    from = (from as Record<string | number, unknown>)[key];
    to = (to as Record<string | number, unknown>)[key];
  }
}

/** The one member by which two lists or objects of the same members differ; null if there isn't just one. */
function onlyChange(from: unknown, to: unknown): string | number | null {
  if (Array.isArray(from) && Array.isArray(to)) {
    if (from.length !== to.length) return null;
    const changed = from.flatMap((item, index) => (item === to[index] ? [] : [index]));
    return changed.length === 1 ? (changed[0] ?? null) : null;
  }
  if (!isObject(from) || !isObject(to)) return null;
  const keys = Object.keys(from);
  if (keys.length !== Object.keys(to).length || keys.some((key) => !(key in to))) return null;
  const changed = keys.filter((key) => from[key] !== to[key]);
  return changed.length === 1 ? (changed[0] ?? null) : null;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
