/** What a name in code can stand for, with its live value and what can be said after its dot. */
import type { Step } from "./context";

export type Kind =
  | "query"
  | "javascript"
  | "state"
  | "transformer"
  | "responder"
  | "widget"
  | "event"
  | "builtin"
  | "local"
  | "field"
  | "method";

export interface Thing {
  name: string;
  kind: Kind;
  /** What it is, in a few words. */
  detail: string;
  /** What it is now, or has been in messages, newest first; none: not known. */
  values: readonly unknown[];
  /** What is there whatever its value. */
  members?: () => readonly Thing[];
  /** A list of one kind of thing, such as a window: what one entry has, any may have. */
  alike?: boolean;
  /** Of a method: the caret goes between its brackets. */
  takes?: boolean;
}

const FIELDS_MAX = 100; // of one value; a list to choose from is not longer
const ENTRIES_MAX = 50; // of a list looked at for what its entries have
const INDICES_MAX = 20; // of a list of mixed entries, such as [42, {…}, "ohlc-1"]

const LIST_METHODS = [
  "at",
  "map",
  "filter",
  "find",
  "findLast",
  "slice",
  "some",
  "every",
  "includes",
  "join",
  "reduce",
];
const TEXT_METHODS = ["slice", "split", "includes", "startsWith", "endsWith", "replace", "trim", "toUpperCase"];
const NUMBER_METHODS = ["toFixed", "toLocaleString"];
const TAKES_NOTHING = new Set(["trim", "toUpperCase", "toLocaleString"]);

/** All that can be said after the dot. */
export function membersOf(thing: Thing): Thing[] {
  const own = [...(thing.members?.() ?? [])];
  const names = new Set(own.map((member) => member.name));
  return [...own, ...fieldsOf(thing.values).filter((field) => !names.has(field.name))];
}

/** Null where nothing is known of the way. */
export function followed(thing: Thing, steps: readonly Step[]): Thing | null {
  let at: Thing | null = thing;
  for (const step of steps) at = at && followedOnce(at, step);
  return at;
}

function followedOnce(thing: Thing, step: Step): Thing | null {
  // The newest stand last.
  if (step === "element" || ("index" in step && thing.alike)) return part("", lists(thing.values).flat().reverse());
  if ("index" in step) {
    const entries = lists(thing.values).map((list) => list[step.index] ?? list[list.length - 1]);
    return part(
      "",
      entries.filter((entry) => entry !== undefined),
    );
  }
  return membersOf(thing).find((member) => member.name === step.key) ?? null;
}

const part = (name: string, values: readonly unknown[]): Thing => ({ name, kind: "field", detail: "", values });

/** What the values have: the fields of objects, the places in lists, and the methods of their types. */
function fieldsOf(values: readonly unknown[]): Thing[] {
  const fields = new Map<string, unknown[]>();
  const add = (key: string, value: unknown): void => {
    const known = fields.get(key);
    if (known) known.push(value);
    else if (fields.size < FIELDS_MAX) fields.set(key, [value]);
  };
  let methods: readonly string[] = [];
  for (const value of values) {
    if (typeof value === "string") methods = TEXT_METHODS;
    else if (typeof value === "number") methods = NUMBER_METHODS;
    else if (Array.isArray(value)) {
      methods = LIST_METHODS;
      add("length", value.length);
      for (const [index, entry] of entriesOf(value).slice(0, INDICES_MAX).entries()) add(`[${index}]`, entry);
    } else if (typeof value === "object" && value !== null) {
      for (const [key, entry] of Object.entries(value)) if (!isFunction(entry)) add(key, entry);
    }
  }
  return [
    ...[...fields].map(([name, found]) => ({ ...part(name, found), detail: typeOf(found[0]) })),
    ...methods.map(
      (name): Thing => ({ name, kind: "method", detail: "", values: [], takes: !TAKES_NOTHING.has(name) }),
    ),
  ];
}

const lists = (values: readonly unknown[]): unknown[][] =>
  values.filter(Array.isArray).map((list) => entriesOf(list).slice(-ENTRIES_MAX));

/** Of a list that was cut for its preview: what is left of it. */
function entriesOf(list: readonly unknown[]): unknown[] {
  return list.filter((entry) => !(typeof entry === "string" && /^… \d+ before$/.test(entry)));
}

/** The engine previews a function as its name after this sign. */
const isFunction = (value: unknown): boolean => typeof value === "string" && value.startsWith("ƒ ");

/** `text`, `number`, `list of 12` … */
export function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return `list of ${value.length}`;
  return typeof value === "string" ? "text" : typeof value;
}
