/** What the search finds: commands, the parts of the app, widgets to add; the best first. */
import type { WidgetType } from "../../document";
import { definitionOf } from "../../widgets/registry";
import { pageTitle } from "../draft/pages";
import { GROUPS as WIDGET_GROUPS } from "../outline/palette";
import { ITEM_GROUPS, type ItemKind, type Studio } from "../studio";
import { COMMANDS } from "./all";

export interface Entry {
  id: string;
  label: string;
  /** What kind of thing it is, in a word or two. */
  kind: string;
  /** As commands name them; empty: none. */
  keys: string;
  run(): void;
}

const SHOWN_MAX = 50; // who sees that many types another letter

const KINDS: Record<ItemKind, string> = {
  query: "Stream query",
  javascript: "JavaScript query",
  transformer: "Transformer",
  state: "Temporary state",
  responder: "Data responder",
};

/** Everything there is, the parts of the app first: they are what is gone to most. */
export function entries(studio: Studio): Entry[] {
  const document = studio.document.peek();
  const parts = (Object.keys(ITEM_GROUPS) as ItemKind[]).flatMap((kind) =>
    document[ITEM_GROUPS[kind]].map(({ name }) => part(name, KINDS[kind], () => studio.show(name))),
  );
  const widgets = document.widgets.map(({ name, type }) =>
    part(name, definitionOf(type).label, () => studio.show(name)),
  );
  const pages = document.pages.map((page) =>
    part(pageTitle(page), "Page", () => {
      studio.select([]);
      studio.showPage(page.name);
    }),
  );
  const commands = COMMANDS.filter((command) => command.id !== "view.search" && command.ready?.(studio) !== false).map(
    (command): Entry => ({
      id: command.id,
      label: command.label,
      kind: command.group,
      keys: command.keys?.[0] ?? "",
      run: () => command.run(studio),
    }),
  );
  const types: readonly WidgetType[] = WIDGET_GROUPS.flatMap((group) => [...group.types]);
  const additions = types.map((type): Entry => {
    const { label, size } = definitionOf(type);
    return {
      id: `add ${type}`,
      label: `Add ${label}`,
      kind: "Widgets",
      keys: "",
      run: () => studio.addWidget(type, size),
    };
  });
  return [...parts, ...widgets, ...pages, ...commands, ...additions];
}

const part = (name: string, kind: string, run: () => void): Entry => ({
  id: `${kind} ${name}`,
  label: name,
  kind,
  keys: "",
  run,
});

/** Those that have every word in their label or kind; where the label begins with the words stands first. */
export function found(all: readonly Entry[], search: string): Entry[] {
  const text = search.trim().toLowerCase();
  const words = text.split(/\s+/).filter(Boolean);
  return all
    .filter(({ label, kind }) => words.every((word) => `${label} ${kind}`.toLowerCase().includes(word)))
    .map((entry, index) => ({ entry, index, rank: rankOf(entry.label.toLowerCase(), text) }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .slice(0, SHOWN_MAX)
    .map(({ entry }) => entry);
}

function rankOf(label: string, text: string): number {
  if (text === "" || label.startsWith(text)) return 0;
  if (label.split(/[\s_.]|(?=[A-Z])/).some((word) => word.startsWith(text))) return 1;
  return label.includes(text) ? 2 : 3;
}
