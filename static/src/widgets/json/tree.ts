/** A value as the lines of a tree: which are in sight, by what is open. Pure. */

/** A place in the value, as app code writes it: `a.b[0]["odd key"]`; '' is the value itself. */
export type Path = string;

export interface Openness {
  /** Levels that are open where nothing else was said. */
  levels: number;
  /** What the viewer has opened (true) or closed, by path. */
  said: ReadonlyMap<Path, boolean>;
  /** How many entries of a long list or object are shown, by path. */
  more: ReadonlyMap<Path, number>;
}

export interface Node {
  path: Path;
  /** The key in its parent; null: the value itself. */
  name: string | null;
  value: unknown;
  depth: number;
  /** null: nothing to open. */
  open: boolean | null;
  /** Entries of a list or object. */
  size: number;
  /** Its place among its siblings, from 1, and how many they are. */
  place: number;
  siblings: number;
  /** Not a value: so many more of `path` are not shown. */
  rest?: number;
}

export const NODES_MAX = 10_000; // lines; more is no longer read
export const FIRST_ENTRIES = 100; // of a list or object, until more is asked for
export const MORE_ENTRIES = 1_000; // each time
const SAID_MAX = 5_000; // paths remembered as opened or closed; the oldest go first

/** `rest` of the last line when even the bound on all lines is reached: the number of them isn't known. */
export const UNKNOWN_REST = -1;

export function nodesOf(value: unknown, openness: Openness): Node[] {
  const nodes: Node[] = [];
  const isFull = () => nodes.length >= NODES_MAX;

  const visit = (value: unknown, name: string | null, path: Path, depth: number, place: number, siblings: number) => {
    const keys = keysOf(value);
    const size = keys?.length ?? 0;
    const open = size === 0 ? null : (openness.said.get(path) ?? depth < openness.levels);
    nodes.push({ path, name, value, depth, open, size, place, siblings });
    if (!open || !keys) return;
    const shown = Math.min(size, openness.more.get(path) ?? FIRST_ENTRIES);
    for (let index = 0; index < shown; index++) {
      if (isFull()) return;
      const key = keys[index] as string;
      const child = (value as Record<string, unknown>)[key];
      visit(child, key, join(path, key, Array.isArray(value)), depth + 1, index + 1, size);
    }
    if (shown < size && !isFull()) nodes.push(rest(path, depth + 1, size - shown));
  };

  visit(value, null, "", 0, 1, 1);
  if (isFull()) nodes.push(rest("", 0, UNKNOWN_REST));
  return nodes;
}

function rest(path: Path, depth: number, count: number): Node {
  return { path, name: null, value: undefined, depth, open: null, size: 0, place: 0, siblings: 0, rest: count };
}

/** Of something that opens; null of anything else. */
function keysOf(value: unknown): readonly string[] | null {
  if (typeof value !== "object" || value === null || value instanceof Date) return null;
  return Object.keys(value);
}

export function join(path: Path, key: string, isIndex: boolean): Path {
  if (isIndex) return `${path}[${key}]`;
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

export function say(before: Openness, path: Path, open: boolean): Openness {
  const said = new Map(before.said);
  said.delete(path);
  said.set(path, open);
  if (said.size > SAID_MAX) said.delete(said.keys().next().value as Path);
  return { ...before, said };
}

export function showMore(before: Openness, path: Path): Openness {
  const more = new Map(before.more);
  more.set(path, (more.get(path) ?? FIRST_ENTRIES) + MORE_ENTRIES);
  if (more.size > SAID_MAX) more.delete(more.keys().next().value as Path);
  return { ...before, more };
}

export type Kind = "text" | "number" | "boolean" | "null" | "list" | "object";

export function kindOf(value: unknown): Kind {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "list";
  if (typeof value === "object") return "object";
  return typeof value === "boolean" ? "boolean" : typeof value === "string" ? "text" : "number";
}

const TEXT_MAX = 300; // characters of a value; more is off every screen

export function shortText(value: unknown): string {
  if (value === undefined) return "undefined";
  const text = typeof value === "string" ? JSON.stringify(value.slice(0, TEXT_MAX)) : String(value);
  return typeof value === "string" && value.length > TEXT_MAX ? `${text}… ${value.length} characters` : text;
}

/** What a closed list or object holds: `[3]`, `{2}`; empty ones whole. */
export function summary({ value, size }: Node): string {
  return Array.isArray(value) ? (size === 0 ? "[]" : `[${size}]`) : size === 0 ? "{}" : `{${size}}`;
}
