/** Which names mean something where code stands, and which members those of the app have. */
import type { AppDocument } from "../../document";
import { namesOf } from "../draft/naming";
import { appThings, memberNames } from "./app-things";
import { BUILTINS, JAVASCRIPT } from "./builtins";
import { outerNames } from "./names";
import { placesOf } from "./places";
import type { Names } from "./problems";
import { givenNames, type World } from "./world";

const GLOBAL_OBJECT: ReadonlySet<string> = new Set(["window", "self", "globalThis"]);
const OPEN: ReadonlySet<string> = new Set(["_", "console", "url", "dayjs"]); // have more than is listed

const made = new WeakMap<AppDocument, ReadonlySet<string>>();

export function knownNames(world: World): Names {
  const given = new Set(givenNames(world.scope));
  const globals = globalsOf(world.document);
  const own = namesOf(world.document);
  return {
    has: (name) =>
      own.has(name) || given.has(name) || globals.has(name) || JAVASCRIPT.has(name) || Object.hasOwn(BUILTINS, name),
    all: () => [...own, ...given, ...globals, ...Object.keys(BUILTINS)],
    members: (name) => {
      if (own.has(name)) {
        const thing = appThings(world).find((one) => one.name === name);
        return thing ? memberNames(thing) : null;
      }
      const spec = BUILTINS[name];
      if (!spec || OPEN.has(name)) return null;
      return [...Object.keys(spec.fields ?? {}), ...(spec.methods ?? []).map((method) => method.replace("()", ""))];
    },
  };
}

/** Globals of the app's own making, anywhere in its code: `window.rows = []`, `total = 0`. */
function globalsOf(document: AppDocument): ReadonlySet<string> {
  let found = made.get(document);
  if (found) return found;
  const names = new Set<string>();
  for (const { kind, text, locals } of placesOf(document)) {
    if (kind !== "code") continue;
    for (const { name, written, member } of outerNames(text, locals)) {
      if (written) names.add(name);
      else if (member && GLOBAL_OBJECT.has(name)) names.add(member.name);
    }
  }
  found = names;
  made.set(document, found);
  return found;
}
