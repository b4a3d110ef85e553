/** Whether two JSON-like values say the same, and a copy to compare with later. Both look at a bounded number of parts. Pure. */

const PARTS_MAX = 1_000; // what is larger counts as another value: no worse than one event more

const { is, keys, hasOwn, getPrototypeOf, prototype: plain } = Object; // taken before app code could replace them

export function isEqual(a: unknown, b: unknown): boolean {
  const count = { left: PARTS_MAX };
  const same = (x: unknown, y: unknown): boolean => {
    if (!isObject(x) || !isObject(y)) return is(x, y);
    const names = partsOf(x, count);
    const others = partsOf(y, count);
    if (!names || !others || names.length !== others.length || Array.isArray(x) !== Array.isArray(y)) return false;
    return names.every((name) => hasOwn(y, name) && same(x[name], y[name]));
  };
  try {
    return same(a, b);
  } catch {
    return false; // a getter or a proxy of app code: what can't be read counts as another value
  }
}

/** A copy in a box; null: too large, or not only lists, plain objects and single values. */
export function snapshot(value: unknown): { copy: unknown } | null {
  const count = { left: PARTS_MAX };
  let whole = true;
  const copy = (x: unknown): unknown => {
    if (!isObject(x) || !whole) return x;
    const names = partsOf(x, count);
    whole &&= names !== null;
    if (!names) return x;
    const made: Record<string, unknown> = Array.isArray(x) ? ([] as unknown as Record<string, unknown>) : {};
    for (const name of names) if (name !== "__proto__") made[name] = copy(x[name]);
    return made;
  };
  try {
    const box = { copy: copy(value) };
    return whole ? box : null;
  } catch {
    return null;
  }
}

/** Its keys; null if there are too many in all, or they aren't all it is made of. */
function partsOf(value: Record<string, unknown>, count: { left: number }): string[] | null {
  if (Array.isArray(value)) {
    if (value.length > count.left) return null;
  } else {
    const prototype: unknown = getPrototypeOf(value);
    if (prototype !== plain && prototype !== null) return null;
  }
  const names = keys(value);
  count.left -= names.length + 1;
  return count.left < 0 ? null : names;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
