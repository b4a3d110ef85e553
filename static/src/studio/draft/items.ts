/** The order and the folders of what has no place on the canvas: queries, states, transformers, responders. */
import type { AppDocument } from "../../document";
import type { Group } from "./edits";
import { freeName, namesOf } from "./naming";

/** The lists whose entries can lie in a folder, in the order in which they are shown. */
export const ITEM_LISTS = ["queries", "javascript_queries", "transformers", "states", "responders"] as const;
export type ItemList = (typeof ITEM_LISTS)[number];
type AnyItem = AppDocument[ItemList][number];

export const FOLDER_MAX = 60; // characters; the document's bound

/** Every folder there is, in alphabetical order. A folder is there as long as something lies in it. */
export function foldersOf(document: AppDocument): string[] {
  const names = new Set(ITEM_LISTS.flatMap((list) => document[list].map((item: AnyItem) => item.folder)));
  names.delete("");
  return [...names].sort((a, b) => a.localeCompare(b, "en", { sensitivity: "base", numeric: true }));
}

const isItemList = (group: Group | undefined): group is ItemList =>
  group !== undefined && (ITEM_LISTS as readonly string[]).includes(group);

/** In which of the lists an item stands; null: in none. */
export function listOf(document: AppDocument, name: string): ItemList | null {
  const found = ITEM_LISTS.find((list) => document[list].some((item: AnyItem) => item.name === name));
  return isItemList(found) ? found : null;
}

const itemsOf = (document: AppDocument, list: ItemList): readonly AnyItem[] => document[list];
const withItems = (document: AppDocument, list: ItemList, items: readonly AnyItem[]): AppDocument =>
  ({ ...document, [list]: items }) as AppDocument;

/** Into a folder, or with an empty name out of any. */
export function moveToFolder(document: AppDocument, name: string, folder: string): AppDocument {
  const list = listOf(document, name);
  if (!list || itemsOf(document, list).some((item) => item.name === name && item.folder === folder)) return document;
  return withItems(
    document,
    list,
    itemsOf(document, list).map((item) => (item.name === name ? { ...item, folder } : item)),
  );
}

/** Another name for a folder; that of another one makes one of both. An empty name dissolves it. */
export function renameFolder(document: AppDocument, from: string, to: string): AppDocument {
  if (from === to) return document;
  return ITEM_LISTS.reduce((changed, list) => {
    const items = itemsOf(changed, list);
    if (!items.some((item) => item.folder === from)) return changed;
    return withItems(
      changed,
      list,
      items.map((item) => (item.folder === from ? { ...item, folder: to } : item)),
    );
  }, document);
}

/** Beside another item of the same kind, into whose folder it goes. */
export function moveBeside(document: AppDocument, name: string, target: string, after: boolean): AppDocument {
  const list = listOf(document, name);
  if (!list || name === target || listOf(document, target) !== list) return document;
  const items = itemsOf(document, list);
  const moved = items.find((item) => item.name === name);
  const there = items.find((item) => item.name === target);
  if (!moved || !there) return document;
  const rest = items.filter((item) => item.name !== name);
  const at = rest.indexOf(there) + (after ? 1 : 0);
  const placed = moved.folder === there.folder ? moved : { ...moved, folder: there.folder };
  const order = [...rest.slice(0, at), placed, ...rest.slice(at)];
  return order.every((item, index) => item === items[index]) ? document : withItems(document, list, order);
}

/** One up or down among those of its kind and folder. */
export function moveBy(document: AppDocument, name: string, step: 1 | -1): AppDocument {
  const list = listOf(document, name);
  if (!list) return document;
  const items = itemsOf(document, list);
  const folder = items.find((item) => item.name === name)?.folder;
  const peers = items.filter((item) => item.folder === folder);
  const target = peers[peers.findIndex((item) => item.name === name) + step];
  return target ? moveBeside(document, name, target.name, step === 1) : document;
}

/** A copy behind the item, under a name of its own. */
export function duplicate(document: AppDocument, name: string): { document: AppDocument; name: string } {
  const list = listOf(document, name);
  if (!list) return { document, name };
  const copied = freeName(name.replace(/\d+$/, "") || name, namesOf(document));
  const items = itemsOf(document, list).flatMap((item) =>
    item.name === name ? [item, { ...structuredClone(item), name: copied }] : [item],
  );
  return { document: withItems(document, list, items), name: copied };
}
