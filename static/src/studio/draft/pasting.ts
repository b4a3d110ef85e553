/** Putting copies of widgets into a document: under names of their own, with all that stands in them, where there is room. */
import { around, leaders, roomOf, withContents } from "../../arrange/groups";
import type { AppDocument, EventHandler, Parent, Widget } from "../../document";
import { definitionOf } from "../../widgets/registry";
import type { Group } from "./edits";
import { namesOf } from "./naming";
import { holds } from "./parents";
import { nextFreePlace } from "./placement";
import { namedBy } from "./removing";

export const WIDGETS_MAX = 200; // the document's
const DEPTH_MAX = 4; // of containers in one another, likewise

/** Where copies go: the page, and on it the container, or none. */
export interface Spot {
  page: string;
  parent: Parent | null;
}

export interface Pasted {
  document: AppDocument;
  /** The copies that stand in no other copy. */
  names: string[];
  /** What was left out, since it names what isn't there: "2 handlers, about price and query1". Empty: nothing. */
  left: string;
}

/** What reads the code of bindings and handlers; it is loaded when it is first needed. */
export interface Renaming {
  rename(document: AppDocument, from: string, to: string): AppDocument;
  /** The places where the new name would be another's. */
  captures(document: AppDocument, from: string, to: string): string[];
}

/** Null: there is no room for so many. */
export function paste(
  document: AppDocument,
  widgets: readonly Widget[],
  spot: Spot,
  renaming: Renaming,
): Pasted | null {
  if (document.widgets.length + widgets.length > WIDGETS_MAX) return null;
  const fresh = newNames(document, widgets, renaming);
  // A new name is neither taken nor a name of the group, so that one after the other does as well as all at once.
  const renamed = [...fresh].reduce(
    (all, [from, to]) => (from === to ? all : renaming.rename(all, from, to)),
    alone(document, widgets),
  ).widgets;
  const names = new Set(fresh.values());
  const left = new Left(document);
  const whole = renamed.map((widget) => left.without(widget, names));
  const outer = whole.filter((widget) => !heldIn(widget, whole));
  const outerNames = new Set(outer.map(({ name }) => name));
  const { page, parent } = roomFor(document, whole, spot);
  const copies = inPlace(document, outer, { page, parent });
  return {
    document: {
      ...document,
      widgets: [
        ...document.widgets,
        ...whole.map((widget) => copies.get(widget.name) ?? ({ ...widget, page } as Widget)),
      ],
    },
    names: [...outerNames],
    left: left.text(),
  };
}

/** Copies beside or below what is copied, in the same container. */
export function duplicate(document: AppDocument, names: readonly string[], renaming: Renaming): Pasted | null {
  let at: Pasted | null = { document, names: [], left: "" };
  const chosen = leaders(document.widgets, names);
  // Group by group: what stands in a container stays in it.
  for (const room of new Set(chosen.map(roomOf))) {
    const here = chosen.filter((widget) => roomOf(widget) === room);
    const [first] = here;
    if (!first || !at) break;
    const copied: Widget[] = withContents(
      document.widgets,
      here.map(({ name }) => name),
    ).map((widget) => (here.includes(widget) ? { ...widget, parent: null } : widget));
    const pasted: Pasted | null = paste(at.document, copied, { page: first.page, parent: first.parent }, renaming);
    at = pasted && { ...pasted, names: [...at.names, ...pasted.names] };
  }
  return at;
}

/** The document with these widgets only: what is renamed in it is the group's. */
const alone = (document: AppDocument, widgets: readonly Widget[]): AppDocument => ({
  ...document,
  queries: [],
  javascript_queries: [],
  states: [],
  transformers: [],
  responders: [],
  scripts: { startup: "" },
  widgets: [...widgets],
});

function newNames(document: AppDocument, widgets: readonly Widget[], { captures }: Renaming): Map<string, string> {
  const taken = namesOf(document);
  const own = new Set(widgets.map(({ name }) => name));
  const fresh = new Map<string, string>();
  for (const { name } of widgets) {
    if (!taken.has(name)) {
      taken.add(name);
      fresh.set(name, name);
      continue;
    }
    const stem = name.replace(/\d+$/, "").slice(0, 58) || "widget"; // a name has 64 characters at most
    const group = alone(document, widgets);
    const free = (to: string) => !taken.has(to) && !own.has(to) && captures(group, name, to).length === 0;
    let number = 1;
    while (!free(`${stem}${number}`)) number++;
    taken.add(`${stem}${number}`);
    fresh.set(name, `${stem}${number}`);
  }
  return fresh;
}

/** Whether it stands in another of the group; in one that can hold it, as the document's must. */
function heldIn(widget: Widget, group: readonly Widget[]): boolean {
  const { parent } = widget;
  const holder = parent && group.find(({ name }) => name === parent.widget);
  if (!holder || holder === widget || !holds(holder)) return false;
  if (holder.type === "tabs" && !holder.properties.tabs.some(({ key }) => key === parent.slot)) return false;
  return !circles(widget, group);
}

function circles(widget: Widget, group: readonly Widget[]): boolean {
  let at: Widget | undefined = widget;
  for (let steps = 0; steps <= DEPTH_MAX; steps++) {
    const up: string | undefined = at?.parent?.widget;
    at = group.find(({ name }) => name === up);
    if (!at) return false;
  }
  return true; // in a circle, or deeper than a document may be
}

/** The spot, or the page if the container is gone or the copies would stand too deep in it. */
function roomFor(document: AppDocument, group: readonly Widget[], { page, parent }: Spot): Spot {
  const holder = parent && document.widgets.find(({ name }) => name === parent.widget);
  if (!holder) return { page, parent: null };
  const depth = (widgets: readonly Widget[], widget: Widget): number => {
    const inner = widgets.find(({ name }) => name === widget.parent?.widget);
    return (holds(widget) ? 1 : 0) + (inner ? depth(widgets, inner) : 0);
  };
  const deepest = Math.max(...group.map((widget) => (circles(widget, group) ? 1 : depth(group, widget))));
  return depth(document.widgets, holder) + deepest > DEPTH_MAX ? { page, parent: null } : { page: holder.page, parent };
}

/** The group as it stood, moved to the nearest free place at or below where it came from. */
function inPlace(document: AppDocument, outer: readonly Widget[], spot: Spot): Map<string, Widget> {
  const room = roomOf(spot);
  const taken = document.widgets.filter((widget) => roomOf(widget) === room).map(({ layout }) => layout);
  const box = around(outer.map(({ layout }) => layout));
  const at = nextFreePlace(taken, box.w, box.h, box.y);
  return new Map(
    outer.map((widget) => {
      const { x, y } = widget.layout;
      const layout = { ...widget.layout, x: x - box.x + at.x, y: y - box.y + at.y };
      return [widget.name, { ...widget, ...spot, layout } as Widget];
    }),
  );
}

/** Leaves out what the server would refuse, since it names what isn't there, and counts it. */
class Left {
  private readonly names = new Set<string>(); // bound: what a clip names
  private handlers = 0;
  private sources = 0;

  constructor(private readonly document: AppDocument) {}

  without(widget: Widget, group: ReadonlySet<string>): Widget {
    const events = widget.events.filter((handler) => this.stays(handler, widget, group));
    const { source } = widget.properties as { source?: { queries?: unknown } | null };
    if (!source) return { ...widget, events };
    const named = Array.isArray(source.queries) ? source.queries.map(String) : [];
    const there = named.filter((name) => this.has("queries", name));
    this.sources += named.length - there.length;
    for (const name of named) if (!there.includes(name)) this.names.add(name);
    const rows = there.length > 0 ? { ...source, queries: there } : null;
    return { ...widget, events, properties: { ...widget.properties, source: rows } } as Widget;
  }

  private stays({ event, action }: EventHandler, { type }: Widget, group: ReadonlySet<string>): boolean {
    const named = action.type === "open_page" ? action.page : namedBy(action);
    const possible = definitionOf(type).events.some(({ name }) => name === event);
    if (possible && (named === null || this.isThere(action.type, named, group))) return true;
    this.handlers += 1;
    if (possible && named) this.names.add(named);
    return false;
  }

  private isThere(type: EventHandler["action"]["type"], name: string, group: ReadonlySet<string>): boolean {
    if (type === "control_widget") return group.has(name) || this.has("widgets", name);
    if (type === "set_state") return this.has("states", name);
    if (type === "open_page") return this.document.pages.some((page) => page.name === name);
    if (type === "broadcast") return this.has("queries", name);
    return this.has("queries", name) || this.has("javascript_queries", name);
  }

  private has(group: Group, name: string): boolean {
    return this.document[group].some((item) => item.name === name);
  }

  text(): string {
    const parts = [counted(this.handlers, "handler"), counted(this.sources, "source of rows")].filter(Boolean);
    const about = [...this.names].join(", ");
    return parts.join(" and ") + (about ? `, about ${about}` : "");
  }
}

function counted(count: number, what: string): string {
  if (count === 0) return "";
  return count === 1 ? `1 ${what}` : `${count} ${what.replace(/^\w+/, "$&s")}`;
}
