/** What differs between two documents, part by part and field by field, as people read it. */
import type { AppDocument } from "../../document";
import { changedParts } from "../draft/changed";
import { GROUPS, type Group } from "../draft/edits";
import { isSame, share } from "../draft/shared";

export interface FieldChange {
  /** As in the inspector: `window size`, `success · handler 1 · code`. */
  place: string;
  /** undefined: it isn't there. */
  from: unknown;
  to: unknown;
}

export interface PartChange {
  kind: "added" | "removed" | "changed" | "renamed";
  /** `widget`, `stream query`, `page` … */
  what: string;
  name: string;
  /** Of one that was renamed: what it was called. */
  was?: string;
  fields: readonly FieldChange[];
}

const WORDS: Record<Group, string> = {
  queries: "stream query",
  javascript_queries: "JavaScript query",
  states: "state",
  transformers: "transformer",
  responders: "data responder",
  widgets: "widget",
};

/** Parts in the order of the studio's lists: pages and widgets, then queries and the rest, then what is the app's. */
export function difference(before: AppDocument, after: AppDocument): PartChange[] {
  const now = share(before, after);
  const { renamed } = changedParts(before, now);
  const lists = (["widgets", ...GROUPS.filter((group) => group !== "widgets")] as Group[]).flatMap((group) =>
    inList(WORDS[group], before[group], now[group], renamed),
  );
  const own: PartChange[] = [
    { kind: "changed", what: "app", name: "start-up script", fields: fieldsOf(before.scripts, now.scripts) },
    { kind: "changed", what: "app", name: "settings", fields: fieldsOf(before.appearance, now.appearance) },
  ];
  return [...inList("page", before.pages, now.pages, null), ...lists, ...own.filter(({ fields }) => fields.length > 0)];
}

interface Named {
  name: string;
}

function inList(what: string, before: readonly Named[], after: readonly Named[], renamed: [string, string] | null) {
  const had = new Map(before.map((item) => [item.name, item]));
  const has = new Set(after.map((item) => item.name));
  const changes: PartChange[] = [];
  for (const item of after) {
    const was = renamed?.[1] === item.name ? renamed[0] : item.name;
    const old = had.get(was);
    if (!old) changes.push({ kind: "added", what, name: item.name, fields: [] });
    else if (was !== item.name)
      changes.push({ kind: "renamed", what, name: item.name, was, fields: fieldsOf(old, { ...item, name: was }) });
    else if (old !== item) changes.push({ kind: "changed", what, name: item.name, fields: fieldsOf(old, item) });
  }
  for (const { name } of before) {
    if (!has.has(name) && renamed?.[0] !== name) changes.push({ kind: "removed", what, name, fields: [] });
  }
  const stayed = after.filter(({ name }) => had.has(name)).map(({ name }) => name);
  const order = before.filter(({ name }) => has.has(name)).map(({ name }) => name);
  if (!isSame(order, stayed)) {
    changes.push({ kind: "changed", what, name: "order", fields: [{ place: "names", from: order, to: stayed }] });
  }
  return changes;
}

export function fieldsOf(from: unknown, to: unknown, path: readonly string[] = []): FieldChange[] {
  if (isSame(from, to)) return [];
  if (Array.isArray(from) && Array.isArray(to) && [...from, ...to].every(isObject)) return inArray(from, to, path);
  if (isObject(from) && isObject(to) && from.type === to.type) {
    return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((key) =>
      fieldsOf(from[key], to[key], HIDDEN.has(key) ? path : [...path, key.replaceAll("_", " ")]),
    );
  }
  return [{ place: path.join(" · ") || "value", from, to }];
}

// They only hold others, and nobody calls them by these names.
const HIDDEN = new Set(["properties", "action"]);

/** Entries that are equal at either end stay; of the rest each is compared with the one in its place. */
function inArray(from: readonly unknown[], to: readonly unknown[], path: readonly string[]): FieldChange[] {
  let start = 0;
  while (start < from.length && start < to.length && isSame(from[start], to[start])) start += 1;
  let end = 0;
  const most = Math.min(from.length, to.length) - start;
  while (end < most && isSame(from[from.length - 1 - end], to[to.length - 1 - end])) end += 1;
  const changed = Math.max(from.length, to.length) - end;
  const at = (list: readonly unknown[], index: number) => (index < list.length - end ? list[index] : undefined);
  return Array.from({ length: changed - start }, (_, offset) => start + offset).flatMap((index) => {
    const place = [...path.slice(0, -1), `${path.at(-1) ?? "entry"} ${index + 1}`];
    return fieldsOf(at(from, index), at(to, index), place);
  });
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
