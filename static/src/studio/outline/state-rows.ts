/** The state browser's rows: every name with its value, cut to what can be looked at. */
import type { Preview } from "../../bridge";
import { oneLine } from "../format";

/** A name of the app, with the fields that are shown of it in that order. */
export interface Root {
  name: string;
  fields: readonly Field[];
  /** Of a stream query: the dot before its name. */
  status?: string;
  /** Fields that are only shown when asked for. */
  others?: readonly Field[];
}

export interface Field {
  key: string;
  value: Preview;
  /** Instead of the value: `41/s`. */
  text?: string;
}

export interface Row {
  /** As code says it: `ticker.data[1].price`. */
  path: string;
  /** What stands at the left. */
  key: string;
  depth: number;
  value: Preview;
  /** What stands at the right; empty while it is open. */
  text: string;
  /** Null: there is nothing in it. */
  open: boolean | null;
  status?: string;
  /** Opens the rest of a root's fields, and is no value. */
  more?: boolean;
}

export interface Shown {
  rows: readonly Row[];
  /** How many there are beyond. */
  left: number;
}

export const ROWS_MAX = 300; // drawn four times a second; more would cost frames

/** `toggled`: the paths that are not as they are at first: names open, all else closed. */
export function rowsOf(roots: readonly Root[], toggled: ReadonlySet<string>, search: string): Shown {
  const rows: Row[] = [];
  const low = search.trim().toLowerCase();
  let left = 0;
  // What isn't drawn isn't put into words either.
  const add = (row: () => Row): void => {
    if (rows.length < ROWS_MAX) rows.push(row());
    else left += 1;
  };
  const fits = (path: string): boolean => path.toLowerCase().includes(low);
  const walk = (path: string, { key, value, text }: Field, depth: number): void => {
    const parts = text === undefined ? partsOf(value) : [];
    const open = parts.length === 0 ? null : low === "" ? toggled.has(path) : anyFits(path, value, fits);
    if (low !== "" && !open && !fits(path)) return;
    add(() => ({ path, key, depth, value, text: open ? "" : (text ?? oneLine(value)), open }));
    if (open) for (const part of parts) walk(childPath(path, part.key, value), part, depth + 1);
  };
  for (const { name, fields, others = [], status } of roots) {
    const all = low === "" ? fields : [...fields, ...others];
    if (
      low !== "" &&
      !fits(name) &&
      !all.some(({ key, value }) => fits(`${name}.${key}`) || anyFits(`${name}.${key}`, value, fits))
    )
      continue;
    const open = low !== "" || !toggled.has(name);
    add(() => {
      const value = Object.fromEntries([...fields, ...others].map((field) => [field.key, field.value]));
      const row: Row = { path: name, key: name, depth: 0, value, text: open || status ? "" : oneLine(value), open };
      return status === undefined ? row : { ...row, status };
    });
    if (!open) continue;
    for (const field of all) walk(`${name}.${field.key}`, field, 1);
    if (low !== "" || others.length === 0) continue;
    const more = `${name} more`;
    const isAll = toggled.has(more);
    if (isAll) for (const field of others) walk(`${name}.${field.key}`, field, 1);
    add(() => ({
      path: more,
      key: isAll ? "Fewer" : `${others.length} more`,
      depth: 1,
      value: null,
      text: "",
      open: isAll,
      more: true,
    }));
  }
  return { rows, left };
}

const partsOf = (value: Preview): Field[] =>
  value !== null && typeof value === "object" ? Object.entries(value).map(([key, part]) => ({ key, value: part })) : [];

function anyFits(path: string, value: Preview, fits: (path: string) => boolean): boolean {
  return partsOf(value).some(({ key, value: part }) => {
    const child = childPath(path, key, value);
    return fits(child.slice(path.length)) || anyFits(child, part, fits);
  });
}

/** A list is previewed by its newest end: its places are counted from there. */
function childPath(path: string, key: string, of: Preview): string {
  if (Array.isArray(of)) {
    const isCut = typeof of[0] === "string" && /^… \d+ before$/.test(of[0]);
    return isCut ? `${path}.at(${Number(key) - of.length})` : `${path}[${key}]`;
  }
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

/** A value as text to copy: a text as it is, all else as JSON. */
export const copyText = (value: Preview): string =>
  typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? String(value));

/** Whether a preview leaves something of the value out. */
export function isCut(value: Preview): boolean {
  if (typeof value === "string")
    return /^… \d+ before$|^\{…\}$|^\[\d+\]$/.test(value) || (value.length >= 200 && value.endsWith("…"));
  return partsOf(value).some((part) => isCut(part.value));
}
