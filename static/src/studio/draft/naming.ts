/** Names in an app: JavaScript identifiers, each standing once. Mirrors the server's rule so that a fault shows while typing. */
import type { AppDocument } from "../../document";
import { GROUPS } from "./edits";

// The server's list (`apps/builder/document/names.py`); it has the last word, this only answers sooner.
const RESERVED = new Set(
  `arguments await break case catch class const continue currentUser debugger default delete do else enum
  eval event export extends false finally for function if implements import in instanceof interface let new
  null package private protected public return self static super switch this throw true try typeof undefined
  url utils var void while window with yield globalThis console NaN Infinity constructor __proto__
  _ dayjs localStorage screen playback pages args secrets`.split(/\s+/),
);
const NAME_MAX = 64;

/** Every name of the document: queries, states, transformers, responders, widgets. */
export function namesOf(document: AppDocument): Set<string> {
  return new Set(GROUPS.flatMap((group) => document[group].map((item) => item.name)));
}

/** What is wrong with `name` in place of `current` (null for a new thing), or null. */
export function faultOfName(name: string, current: string | null, taken: Set<string>): string | null {
  if (name === current) return null;
  if (name === "") return "Enter a name.";
  if (name.length > NAME_MAX) return `${name.length} characters; ${NAME_MAX} is the most.`;
  if (!/^[A-Za-z_$]/.test(name)) return "Start with a letter, _ or $.";
  if (!/^[A-Za-z0-9_$]*$/.test(name)) return "Use letters, digits, _ and $ only.";
  if (RESERVED.has(name)) return `"${name}" is a reserved word. Choose another name.`;
  if (taken.has(name)) return `"${name}" is taken. Choose another name.`;
  return null;
}

/** The first free of `query1`, `query2`, … */
export function uniqueName(stem: string, taken: Set<string>): string {
  for (let number = 1; ; number++) {
    const name = `${stem}${number}`;
    if (!taken.has(name)) return name;
  }
}

/** `stem` if nobody has it, else with the first free number from 2 on. What no name can be said with is left out. */
export function freeName(stem: string, taken: Set<string>): string {
  const word = stem.replace(/[^A-Za-z0-9_$]/g, "").replace(/^(?=\d)/, "_") || "item";
  const short = word.slice(0, NAME_MAX - 4); // room for a number
  if (faultOfName(short, null, taken) === null) return short;
  for (let number = 2; ; number++) if (!taken.has(`${short}${number}`)) return `${short}${number}`;
}
