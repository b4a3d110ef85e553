/** What may be meant at the caret: names, and members of what stands before the dot, with their live values. */
import { oneLine } from "../format";
import { appThings } from "./app-things";
import { builtinThings } from "./builtins";
import { type Cursor, cursorAt, type Way } from "./context";
import { placeholderThings } from "./definition";
import { givenThings } from "./given";
import { pieces } from "./pieces";
import { followed, type Kind, membersOf, type Thing } from "./thing";
import type { World } from "./world";

export interface Suggestion {
  label: string;
  kind: Kind;
  detail: string;
  /** Its value now, as short text; empty where it is not known. */
  value: string;
  /** What to put in place of `from` to `to`. */
  insert: string;
  /** Where the caret goes, from the end of what was put in. */
  back: number;
  /** Before the start of what is typed: the dot that `[0]` takes the place of. */
  before: number;
}

export interface Suggestions {
  from: number;
  to: number;
  options: readonly Suggestion[];
}

const OPTIONS_MAX = 60; // more than a person goes through; typing on narrows them
const VALUE_MAX = 40; // characters of a value beside its name

/** At a place in a text with `{{ }}`. `asked`: by the keys for it, not by typing. */
export function suggestInTemplate(text: string, pos: number, world: World, asked: boolean): Suggestions | null {
  const piece = pieces(text).find((one) => pos >= one.from && pos <= one.from + one.code.length);
  if (!piece) return asked ? wrapped(text, pos, world) : null;
  // In parentheses, so that `{ a: 1 }` is read as the object it is.
  const found = suggestInCode(`(${piece.code})`, pos - piece.from + 1, world, asked || isJustOpened(text, pos));
  return found && { ...found, from: found.from + piece.from - 1, to: found.to + piece.from - 1 };
}

const isJustOpened = (text: string, pos: number): boolean => /\{\{ ?$/.test(text.slice(0, pos));

/** Outside of the braces: a whole binding. */
function wrapped(text: string, pos: number, world: World): Suggestions | null {
  const typed = /[\w$]*$/.exec(text.slice(0, pos))?.[0] ?? "";
  const found = chosen(namesFor(world, []), typed);
  const options = found.map((option) => ({ ...option, insert: `{{ ${option.insert} }}`, back: 3 }));
  return { from: pos - typed.length, to: pos, options };
}

export function suggestInCode(code: string, pos: number, world: World, asked: boolean): Suggestions | null {
  const cursor = cursorAt(code, pos);
  if (!cursor || (cursor.of === null && cursor.typed === "" && !asked)) return null;
  const things = thingsAt(cursor, world);
  const options = chosen(things, cursor.typed, cursor.of === null ? 0 : 1);
  // What is there already needs no offer.
  const [only] = options;
  if (!asked && options.length === 1 && only?.insert === cursor.typed) return null;
  return { from: cursor.from, to: cursor.to, options };
}

function thingsAt({ of, locals }: Cursor, world: World): Thing[] {
  if (of === "unknown") return [];
  if (of === null) return namesFor(world, locals);
  const thing = thingOf(of, world);
  return thing ? membersOf(thing) : [];
}

function namesFor(world: World, locals: readonly string[]): Thing[] {
  if (world.scope.definition) return placeholderThings(world.scope, world.secrets);
  const own = locals.map((name): Thing => ({ name, kind: "local", detail: "declared here", values: [] }));
  return [...own, ...givenThings(world), ...appThings(world), ...builtinThings()];
}

/** What a way leads to, as far as it is known. */
export function thingOf({ name, steps }: Way, world: World): Thing | null {
  const root = namesFor(world, []).find((thing) => thing.name === name);
  return root ? followed(root, steps) : null;
}

/** Those that fit what is typed: at their beginning first, then at that of a word in them. `dot`: characters before, for `[0]`. */
function chosen(things: readonly Thing[], typed: string, dot = 0): Suggestion[] {
  const low = typed.toLowerCase();
  const ranked = things.flatMap((thing) => {
    const { name } = thing;
    const at = name.toLowerCase().indexOf(low);
    const inside = at > 0 && name.split(/(?=[A-Z])|_/).some((word) => word.toLowerCase().startsWith(low));
    const rank = name.startsWith(typed) ? 0 : at === 0 ? 1 : inside ? 2 : -1;
    return rank < 0 ? [] : [{ thing, rank }];
  });
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, OPTIONS_MAX)
    .map(({ thing }) => suggestionOf(thing, dot));
}

function suggestionOf(thing: Thing, dot: number): Suggestion {
  const { name, kind, detail, takes } = thing;
  const place = name.startsWith("[");
  const plain = place || /^[A-Za-z_$][\w$]*$/.test(name);
  const called = kind === "method" ? `${name}()` : name;
  return {
    label: name,
    kind,
    detail,
    value: thing.values.length > 0 ? short(oneLine(thing.values[0])) : "",
    insert: plain ? called : `[${JSON.stringify(name)}]`,
    back: takes ? 1 : 0,
    before: plain && !place ? 0 : dot,
  };
}

const short = (text: string): string => (text.length > VALUE_MAX ? `${text.slice(0, VALUE_MAX)}…` : text);
