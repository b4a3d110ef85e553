/** Commands about the list of queries and other logic, and the one that is shown. */

import { isFull } from "../queries/item-kinds";
import { duplicateItem, moveItemBy } from "../queries/item-menu";
import type { ItemKind, Studio } from "../studio";
import type { Command } from "./command";

export const QUERY_COMMANDS: readonly Command[] = [
  {
    id: "query.stop",
    label: "Disconnect the query shown",
    group: "Queries",
    ready: (studio) => shown(studio)?.kind === "query",
    run: (studio) => act(studio, (name) => void studio.disconnect(name).then((refusal) => warn(studio, refusal))),
  },
  {
    id: "item.up",
    label: "Move the query or state shown up",
    group: "Queries",
    keys: ["alt+up"],
    ready: (studio) => shown(studio) !== null,
    run: (studio) => act(studio, (name) => moveItemBy(studio, name, -1)),
  },
  {
    id: "item.down",
    label: "Move the query or state shown down",
    group: "Queries",
    keys: ["alt+down"],
    ready: (studio) => shown(studio) !== null,
    run: (studio) => act(studio, (name) => moveItemBy(studio, name, 1)),
  },
  {
    id: "item.duplicate",
    label: "Duplicate the query or state shown",
    group: "Queries",
    ready: (studio) => {
      const item = shown(studio);
      return item !== null && !isFull(studio.document.peek(), item.kind);
    },
    run: (studio) => {
      const item = shown(studio);
      if (item) duplicateItem(studio, item);
    },
  },
];

/** The part of the app that the bottom panel shows, if it has a name. */
function shown({ item, names }: Studio): { kind: ItemKind; name: string } | null {
  const now = item.peek();
  return now && "name" in now && names.peek().has(now.name) ? now : null;
}

function act(studio: Studio, what: (name: string) => void): void {
  const item = shown(studio);
  if (item) what(item.name);
}

function warn(studio: Studio, refusal: string | null): void {
  if (refusal) studio.toasts.show(refusal, "warning", 6_000);
}
