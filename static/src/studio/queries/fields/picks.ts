/** The names that fields get from their paths, and new fields. */
import type { FieldPick } from "../../../document";

export const FIELDS_MAX = 100; // the definition's

/** `price` of `$.data[0].price`, `value1` of `$[1]`; null where a path suggests nothing. */
export function aliasOf(path: string): string | null {
  const last = /(?:\.([A-Za-z_]\w*)|\[(['"])([^'"]*)\2\]|\[(-?\d+)\])\s*$/.exec(path);
  if (!last) return null;
  const [, name, , quoted, index] = last;
  if (index !== undefined) return `value${index.replace("-", "_")}`;
  const word = (name ?? quoted ?? "").replace(/\W+/g, "_").slice(0, 64);
  return word === "" ? null : /^\d/.test(word) ? `_${word.slice(0, 63)}` : word;
}

/** The alias if nobody has it, else with the first free number behind it. */
export function freeAlias(alias: string, taken: ReadonlySet<string>): string {
  if (!taken.has(alias)) return alias;
  for (let number = 2; ; number++) if (!taken.has(`${alias}${number}`)) return `${alias}${number}`;
}

export function blankPick(fields: readonly FieldPick[]): FieldPick {
  return { path: "$", alias: freeAlias("field1", aliases(fields)), type: "auto", of: "row" };
}

/** Another path; an alias that nobody chose goes along with it. */
export function withPath(fields: readonly FieldPick[], index: number, path: string): FieldPick[] {
  return fields.map((field, at) => {
    if (at !== index) return field;
    const others = aliases(fields.filter((_, other) => other !== index));
    const suggested = aliasOf(path);
    return isSuggested(field) && suggested
      ? { ...field, path, alias: freeAlias(suggested, others) }
      : { ...field, path };
  });
}

function isSuggested({ path, alias }: FieldPick): boolean {
  const suggestion = aliasOf(path);
  return (
    /^field\d+$/.test(alias) || (suggestion !== null && alias.replace(/\d+$/, "") === suggestion.replace(/\d+$/, ""))
  );
}

const aliases = (fields: readonly FieldPick[]): Set<string> => new Set(fields.map((field) => field.alias));
