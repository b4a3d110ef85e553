/** Sets a part of a value, such as `positions[0].price`: copies what lies on the way, changes nothing in place. Pure. */

export type Path = readonly (string | number)[];

const DEPTH_MAX = 32; // deeper than data a person named by hand
const INDEX_MAX = 10_000; // the largest window; a slip such as a time as index must not make a list of billions
const REFUSED: readonly unknown[] = ["__proto__", "prototype", "constructor"];
const SEGMENT = /\.?([A-Za-z_$][\w$]*)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\['((?:[^'\\]|\\.)*)'\]/y;
const PLAIN = Object.prototype;
const { getPrototypeOf, hasOwn } = Object; // taken before app code could replace them
const { stringify } = JSON;

/** `a.b[0]["two words"]`, or the same as a list. Throws when it can't be read. */
export function parsePath(path: unknown): Path {
  const segments: (string | number)[] = typeof path === "string" ? split(path) : Array.isArray(path) ? [...path] : [];
  if (typeof path !== "string" && !Array.isArray(path))
    throw new TypeError('a path is a text such as "a.b[0]" or a list');
  if (segments.length > DEPTH_MAX)
    throw new RangeError(`a path has at most ${DEPTH_MAX} steps, not ${segments.length}`);
  for (const segment of segments) {
    if (typeof segment === "number" ? !isIndex(segment) : typeof segment !== "string") {
      throw new TypeError(`a step of a path is a name or an index from 0 to ${INDEX_MAX - 1}, not ${String(segment)}`);
    }
    if (REFUSED.includes(segment)) throw new TypeError(`a path can't go through ${segment}`);
  }
  return segments;
}

/** `whole` with `value` at `path`. What is missing on the way becomes a list before an index, else an object. */
export function withPart(whole: unknown, path: Path, value: unknown, step = 0): unknown {
  if (step === path.length) return value;
  const key = path[step]!;
  const copy = copyOf(whole, key, path, step);
  const before = hasOwn(copy, key) ? (copy as Record<string | number, unknown>)[key] : undefined;
  (copy as Record<string | number, unknown>)[key] = withPart(before, path, value, step + 1);
  return copy;
}

function copyOf(value: unknown, key: string | number, path: Path, step: number): object {
  if (value === undefined || value === null) return typeof key === "number" ? [] : {};
  if (Array.isArray(value)) {
    if (typeof key !== "number")
      throw new TypeError(`${nameOf(path, step)} is a list; it has no part ${stringOf(key)}`);
    return value.slice();
  }
  const prototype = typeof value === "object" ? getPrototypeOf(value) : undefined;
  if (prototype !== PLAIN && prototype !== null) {
    const what = typeof value === "object" ? "neither a list nor a plain object" : `a ${typeof value}`;
    throw new TypeError(`${nameOf(path, step)} is ${what}; it has no part ${stringOf(key)}`);
  }
  return { ...(value as object) };
}

function split(text: string): (string | number)[] {
  const segments: (string | number)[] = [];
  let at = 0;
  while (at < text.length) {
    SEGMENT.lastIndex = at;
    const match = SEGMENT.exec(text);
    if (!match) throw new SyntaxError(`the path ${stringify(text)} can't be read at ${stringify(text.slice(at))}`);
    const [all, name, index, double, single] = match;
    segments.push(index !== undefined ? Number(index) : (name ?? (double ?? single)!.replace(/\\(.)/g, "$1")));
    at += all.length;
  }
  return segments;
}

function isIndex(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < INDEX_MAX;
}

function nameOf(path: Path, step: number): string {
  return step === 0 ? "the value" : path.slice(0, step).map(stringOf).join(" → ");
}

function stringOf(key: string | number): string {
  return stringify(key);
}
