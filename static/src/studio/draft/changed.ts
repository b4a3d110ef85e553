/** Where two documents differ. They share what is equal, so that only what changed is looked at. */
import type { AppDocument } from "../../document";
import { GROUPS, groupOf } from "./edits";

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

function partOf(document: AppDocument, name: string): unknown {
  const group = groupOf(document, name);
  return group && document[group].find((item) => item.name === name);
}

/** The named parts of an app that differ between two documents. */
export interface ChangedParts {
  added: string[];
  removed: string[];
  changed: string[];
  /** The only one that went and the only one that came are the same, but for the name. */
  renamed: [from: string, to: string] | null;
}

export function changedParts(before: AppDocument, after: AppDocument): ChangedParts {
  const parts: ChangedParts = { added: [], removed: [], changed: [], renamed: null };
  for (const group of GROUPS) {
    if (before[group] === after[group]) continue;
    const had = new Map<string, unknown>(before[group].map((item) => [item.name, item]));
    const has = new Set(after[group].map((item) => item.name));
    for (const item of after[group]) {
      if (!had.has(item.name)) parts.added.push(item.name);
      else if (had.get(item.name) !== item) parts.changed.push(item.name);
    }
    parts.removed.push(...[...had.keys()].filter((name) => !has.has(name)));
  }
  const [from, to] = [parts.removed[0], parts.added[0]];
  if (from !== undefined && to !== undefined && parts.removed.length === 1 && parts.added.length === 1) {
    if (isSameBut(partOf(before, from), partOf(after, to), from, to)) parts.renamed = [from, to];
  }
  return parts;
}

/** The same but for the name, which its own code may say too. */
function isSameBut(before: unknown, after: unknown, from: string, to: string): boolean {
  const name = new RegExp(`(?<![\\w$])${from.replaceAll("$", "\\$")}(?![\\w$])`, "g");
  const text = (part: unknown): string => JSON.stringify(part).replace(name, () => to);
  return text(before) === text(after);
}
