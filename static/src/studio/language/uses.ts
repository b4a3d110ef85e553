/** Where a part of the app is used: who acts on it, who reads it, what goes with it. */
import type { AppDocument } from "../../document";
import type { Group } from "../draft/edits";
import { ownerOf, placeName } from "../draft/faults";
import { within } from "../draft/parents";
import { namedBy } from "../draft/removing";
import { outerNames } from "./names";
import { pieces } from "./pieces";
import { type Place, placesOf } from "./places";

export type Manner = "acts on it" | "reads it" | "runs after it" | "has its rows" | "stands in it" | "shows its status";

export interface Use {
  /** In the document. */
  path: string;
  /** For a person: `price · value`. */
  place: string;
  manner: Manner;
  /** A binding or code says its name; else it was chosen from a list. */
  said: boolean;
  /** Of code: the line of the first use, counted from 1. */
  line: number | null;
}

export function usesOf(document: AppDocument, name: string): Use[] {
  const places = placesOf(document);
  const own = places.find((place) => place.kind === "own" && place.text === name)?.path.replace(/\.name$/, "");
  return places.flatMap((place) => {
    const found = place.kind === "own" ? null : useAt(place, name);
    // What a part says of itself is no use of it: a query's handler that reads its own data.
    if (!found || (own !== undefined && place.path.startsWith(`${own}.`))) return [];
    const said = place.kind !== "name";
    return [{ path: place.path, place: placeName(place.path, document), said, ...found }];
  });
}

/** Bindings and code that say one of the names and are still there once these parts are deleted. */
export function readersOf(document: AppDocument, names: readonly string[]): Use[] {
  const gone = new Set([...names, ...within(document, names)]);
  const found = new Map([...gone].flatMap((name) => usesOf(document, name).map((use) => [use.path, use])));
  return [...found.values()].filter(
    (use) => use.said && !gone.has(ownerOf(use.path, document)?.name ?? "") && !goesAlong(use, document, gone),
  );
}

/** A handler that acts on what is deleted goes with it. */
function goesAlong({ path }: Use, document: AppDocument, gone: ReadonlySet<string>): boolean {
  const match = /^(\w+)\[(\d+)\]\.events\[(\d+)\]/.exec(path);
  const owner = match && document[match[1] as Group][Number(match[2])];
  const handler = owner && "events" in owner ? owner.events[Number(match[3])] : undefined;
  return handler !== undefined && gone.has(namedBy(handler.action) ?? "");
}

function useAt({ kind, path, text, locals }: Place, name: string): Pick<Use, "manner" | "line"> | null {
  if (!text.includes(name)) return null;
  if (kind === "name") return text === name ? { manner: mannerOfName(path), line: null } : null;
  const codes = kind === "code" ? [{ code: text, from: 0 }] : pieces(text);
  const found = codes.flatMap(({ code, from }) =>
    outerNames(kind === "code" ? code : `(${code})`, locals)
      .filter((use) => use.name === name)
      .map((use) => ({ acts: use.member?.called ?? false, at: from + use.from })),
  );
  const [first] = found;
  if (!first) return null;
  const acts = found.some((use) => use.acts);
  return { manner: acts ? "acts on it" : "reads it", line: kind === "code" ? lineAt(text, first.at) : null };
}

function mannerOfName(path: string): Manner {
  if (path.includes(".triggers.")) return "runs after it";
  if (path.includes(".source.")) return "has its rows";
  if (path.endsWith(".parent.widget")) return "stands in it";
  if (path.endsWith(".properties.query")) return "shows its status";
  return "acts on it";
}

/** Counted from 1. */
export const lineAt = (text: string, at: number): number => text.slice(0, at).split("\n").length;
