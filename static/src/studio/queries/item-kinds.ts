/** The kinds of things in the list: how each is called, how many there may be, and what is said beside its name. */
import { Braces, Eye, Radio, SquareFunction, Variable } from "lucide";
import type { AppDocument } from "../../document";
import type { IconNode, StatusName } from "../../ui";
import type { ItemList } from "../draft/items";
import { count, oneLine } from "../format";
import { ITEM_GROUPS, type ItemKind } from "../studio";

/** What can be made, in the order of the menu and of the list. */
export const KINDS: readonly { kind: ItemKind; label: string; icon: IconNode; most: number }[] = [
  { kind: "query", label: "Stream query", icon: Radio, most: 100 }, // the document's bounds
  { kind: "javascript", label: "JavaScript query", icon: Braces, most: 100 },
  { kind: "transformer", label: "Transformer", icon: SquareFunction, most: 200 },
  { kind: "state", label: "Temporary state", icon: Variable, most: 200 },
  { kind: "responder", label: "Data responder", icon: Eye, most: 200 },
];

export const isFull = (document: AppDocument, kind: ItemKind): boolean =>
  document[ITEM_GROUPS[kind]].length >= (KINDS.find((one) => one.kind === kind)?.most ?? 0);

/** One line of the list. */
export interface Entry {
  kind: ItemKind;
  name: string;
  folder: string;
  /** Where it stands in its list of the document. */
  index: number;
}

/** All of them, in the order of the list. */
export function entriesOf(document: AppDocument): Entry[] {
  return KINDS.flatMap(({ kind }) =>
    document[ITEM_GROUPS[kind] as ItemList].map(({ name, folder }, index) => ({ kind, name, folder, index })),
  );
}

/** Beside the name: "JS", a state's value. Streams tell more and have a row of their own. */
export function besideOf(document: AppDocument, { kind, name, index }: Entry, live: Record<string, unknown>): string {
  if (kind === "javascript") return "JS";
  if (kind === "responder") return count(document.responders[index]?.events.length ?? 0, "handler");
  return name in live ? oneLine(valueIn(live[name]), 0) : "";
}

function valueIn(preview: unknown): unknown {
  return preview && typeof preview === "object" && "value" in preview ? preview.value : preview;
}

/** Of a JavaScript query: whether it runs, as a stream's dot would say it. */
export function dotOf(preview: unknown): StatusName {
  const fields = preview && typeof preview === "object" ? (preview as Record<string, unknown>) : {};
  return fields.isFetching === true ? "connecting" : "idle";
}
