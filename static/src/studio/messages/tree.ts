/** A message as lines of a tree: every place in it with its value; what is long or deep is opened on request. */

import { rowPath, type Steps } from "./path";
import { isBranch } from "./pick";
import { namesOfShape } from "./shape";

export interface Line {
  steps: Steps;
  /** `[1][5]`, `price`; of the whole message `message`. */
  path: string;
  key: string;
  /** What a known shape calls it, where it has only a number. */
  name: string | null;
  value: unknown;
  branch: boolean;
  open: boolean;
  /** Entries that are left out. */
  rest: number;
}

const ENTRIES_MAX = 50; // of one list or object: more is no picking any more
const LINES_MAX = 300; // of a message: all of it would cost a frame to lay out
const OPEN_LEVELS = 2; // at first: the message, and what is in it

/** `toggled`: paths that are not as they are at first. */
export function linesOf(message: unknown, toggled: ReadonlySet<string>): Line[] {
  const lines: Line[] = [];
  const walk = (value: unknown, steps: Steps, key: string): void => {
    if (lines.length >= LINES_MAX) return;
    const path = rowPath(steps);
    const branch = isBranch(value) && Object.keys(value).length > 0;
    const open = branch && steps.length < OPEN_LEVELS !== toggled.has(path);
    const entries = branch ? Object.entries(value) : [];
    const rest = open ? Math.max(0, entries.length - ENTRIES_MAX) : 0;
    const name = typeof steps.at(-1) === "number" ? namesOfShape(message, steps) : null;
    lines.push({ steps, path, key, name, value, branch, open, rest });
    if (!open) return;
    const isList = Array.isArray(value);
    for (const [name, inner] of entries.slice(0, ENTRIES_MAX))
      walk(inner, [...steps, isList ? Number(name) : name], name);
  };
  walk(message, [], "");
  return lines;
}
