/** A document from the server, made of the parts that are known already, so that what is equal is the same object. */

/** `next` with everything in it that equals its counterpart in `known` being that; `known` itself when all is equal. */
export function share<T>(known: T, next: T): T {
  return shared(known, next) as T;
}

export const isSame = (a: unknown, b: unknown): boolean => shared(a, b) === a;

function shared(known: unknown, next: unknown): unknown {
  if (Object.is(known, next)) return known;
  if (Array.isArray(known) && Array.isArray(next)) {
    const named = new Map(known.map((item) => [nameOf(item), item]));
    const items = next.map((item, index) => shared(named.get(nameOf(item) ?? item) ?? known[index], item));
    const equal = items.length === known.length && items.every((item, index) => item === known[index]);
    return equal ? known : items;
  }
  if (!isObject(known) || !isObject(next)) return next;
  const keys = Object.keys(next);
  const fields = keys.map((key) => shared(known[key], next[key]));
  const equal =
    keys.length === Object.keys(known).length &&
    keys.every((key, index) => key in known && fields[index] === known[key]);
  return equal ? known : Object.fromEntries(keys.map((key, index) => [key, fields[index]]));
}

const nameOf = (item: unknown): unknown => (isObject(item) ? item.name : undefined);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
