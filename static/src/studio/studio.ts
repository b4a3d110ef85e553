/** The studio at work on one app: its draft, what the running app tells, what is selected, and what can be done. */
import { computed, type Signal, signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { AppItem } from "../api/apps";
import type { Preview, Spot } from "../bridge";
import type { AppDocument, Parent, StreamQuery, WidgetType } from "../document";
import { createToasts } from "../ui";
import { DEFINITIONS } from "../widgets/registry";
import { Applied } from "./canvas/applied";
import { Arranger } from "./canvas/arranger";
import { Clip } from "./canvas/clip";
import { FrameLink } from "./canvas/link";
import { Live } from "./canvas/live";
import { Runs } from "./canvas/runs";
import { spotIn } from "./canvas/spots";
import { placed } from "./draft/arranging";
import { blankJavaScript, blankResponder, blankState, blankTransformer, blankWidget } from "./draft/blank";
import type { Draft } from "./draft/draft";
import { add, type Group, groupOf, placeWidgets } from "./draft/edits";
import { placeName } from "./draft/faults";
import { namesOf, uniqueName } from "./draft/naming";
import { addPage, renamePage } from "./draft/pages";
import { freePlaceIn, roomKey, roomsFor } from "./draft/parents";
import { refusalOf } from "./draft/refusal";
import { consequences, remove } from "./draft/removing";
import { Elsewhere } from "./elsewhere";
import { Finder } from "./finder";
import { language, loadLanguage } from "./language/lazy";
import { SecretNames } from "./secrets";
import { Steps } from "./steps";
import { Versions } from "./versions/versions";

/** What the bottom panel shows. */
export type Item = { kind: ItemKind; name: string } | { kind: "startup" } | { kind: "new_query" };

/** The parts of an app that have no place on the canvas, and the lists of the document that they stand in. */
export const ITEM_GROUPS = {
  query: "queries",
  javascript: "javascript_queries",
  transformer: "transformers",
  state: "states",
  responder: "responders",
} as const satisfies Record<string, Group>;
export type ItemKind = keyof typeof ITEM_GROUPS;

export type LeftPanel = "outline" | "add" | "releases" | "settings";

export class Studio {
  readonly app: Signal<AppItem>;
  readonly draft: Draft;
  readonly live = new Live();
  readonly link = new FrameLink();
  /** What JavaScript queries have returned. */
  readonly runs = new Runs(this.link);
  readonly steps: Steps = new Steps(this);
  readonly elsewhere: Elsewhere = new Elsewhere(this);
  readonly versions: Versions = new Versions(this);
  readonly toasts = createToasts();
  readonly finder = new Finder();
  readonly secrets: SecretNames;
  /** The canvas's session, signed: its streams of scope `session` are read with it. Null until it has opened. */
  session: string | null = null;

  readonly selected: Signal<readonly string[]> = signal([]);
  /** The page on the canvas, as the canvas says. */
  readonly page: Signal<string>;
  readonly item: Signal<Item | null> = signal(null);
  readonly leftPanel: Signal<LeftPanel> = signal("outline");
  /** Where the palette puts a new widget. */
  readonly room: Signal<Parent | null> = signal(null);
  /** What lies over the studio. */
  readonly dialog: Signal<"publish" | "share" | "search" | "shortcuts" | null> = signal(null);
  /** The step of the tour that is shown, from 0. */
  readonly tour: Signal<number | null> = signal(null);
  /** What the person is asked about before it is deleted. */
  readonly deleting: Signal<readonly string[] | null> = signal(null);
  /** What can be done with the widgets selected. */
  readonly arranger = new Arranger(this);
  readonly clip = new Clip(this);
  private readonly applied: Applied;

  readonly document;
  readonly names = computed(() => namesOf(this.draft.document.value));

  constructor(app: AppItem, draft: Draft) {
    this.app = signal(app);
    this.secrets = new SecretNames(app.workspace);
    this.draft = draft;
    this.document = draft.document;
    this.applied = new Applied(draft.document.peek().queries);
    this.page = signal(draft.document.peek().pages[0]?.name ?? "");
    const first = draft.document.peek().queries[0];
    this.item.value = first ? { kind: "query", name: first.name } : null;
  }

  // Widgets

  /** Put a new widget where it was dropped, else at the first free place of the room chosen, and select it. */
  addWidget(type: WidgetType, size: { w: number; h: number }, spot: (Spot & { page: string }) | null = null): void {
    const name = uniqueName(type, this.names.peek());
    this.draft.edit(`Add ${name}`, (document) => {
      // Dropped on the page that the canvas showed then, in what may be gone by now.
      const page = document.pages.some((one) => one.name === spot?.page) ? (spot?.page ?? "") : this.page.peek();
      const key = roomKey(spot ? spot.parent : this.room.peek());
      const room = roomsFor(document, page, null).find((one) => roomKey(one.parent) === key);
      const parent = room?.parent ?? null;
      const layout = spot ? layoutOf(spot) : freePlaceIn(document, page, parent, size.w, size.h);
      const widget = { ...blankWidget(type, name, layout, page), parent };
      // The query being worked on, else the first: the one it is most likely about.
      if (widget.type === "connection") widget.properties.query = this.queryAtHand();
      const added = add(document, "widgets", widget);
      return placeWidgets(added, placed(added, new Map([[name, layout]]))); // what stood there makes room
    });
    this.select([name], spot !== null);
  }

  /** It was dropped there on the canvas, which showed this page. A container that is gone by now means the page itself. */
  inserted(type: WidgetType, told: Spot, page: string): void {
    if (!Object.hasOwn(DEFINITIONS, type)) return;
    const document = this.document.peek();
    const spot = spotIn(document, told) ?? spotIn(document, { ...told, parent: null });
    if (spot) this.addWidget(type, spot, { ...spot, page });
  }

  private queryAtHand(): string {
    const item = this.item.peek();
    return item?.kind === "query" ? item.name : (this.document.peek().queries[0]?.name ?? "");
  }

  /** Delete widgets; asks first where something else goes with them. */
  removeWidgets(names: readonly string[]): void {
    if (names.length === 0) return;
    const { handlers, inside } = consequences(this.document.peek(), names);
    const readers = language.peek()?.readersOf(this.document.peek(), names) ?? [];
    if (handlers + inside + readers.length > 0) this.deleting.value = names;
    else this.remove(names);
  }

  /** Select on the canvas and in the outline. `focus`: keys go to the canvas from now on. */
  select(names: readonly string[], focus = false): void {
    this.selected.value = names;
    const last = this.document.peek().widgets.find((widget) => widget.name === names.at(-1));
    if (last) this.showPage(last.page);
    this.link.post({ type: "select", names: [...names], focus });
    if (focus) this.link.focus();
  }

  // Pages

  /** Show a page on the canvas. */
  showPage(name: string): void {
    if (name === this.page.peek()) return;
    this.page.value = name;
    this.room.value = null;
    this.link.post({ type: "page", name });
  }

  /** The canvas says that it shows this page; what is added goes there, so it must be one of the draft's. */
  shown(page: string): void {
    if (!this.document.peek().pages.some(({ name }) => name === page)) return;
    if (this.page.peek() !== page) this.room.value = null; // it is on the page that was
    this.page.value = page;
  }

  renamePage(from: string, to: string): void {
    this.draft.edit(`Rename page ${from} to ${to}`, (document) => renamePage(document, from, to));
    // The canvas knows it under its new name once it has the document.
    this.link.sendDocument(this.document.peek());
    if (this.page.peek() === from) this.showPage(to);
  }

  addPage(): void {
    let name = "";
    this.draft.edit("Add a page", (document) => {
      const added = addPage(document);
      name = added.name;
      return added.document;
    });
    this.select([]);
    this.link.sendDocument(this.document.peek());
    this.showPage(name);
  }

  // Queries, states and what else has no place on the canvas

  addQuery(query: StreamQuery): void {
    this.draft.edit(`Add ${query.name}`, (document) => add(document, "queries", query));
    this.item.value = { kind: "query", name: query.name };
  }

  /** Add one under a name of its own, and show it. */
  addItem(kind: Exclude<ItemKind, "query">): void {
    this.item.value = { kind, name: this.addQuietly(kind) };
  }

  /** Add one without leaving what is being edited. */
  addQuietly(kind: Exclude<ItemKind, "query">): string {
    const name = uniqueName(kind, this.names.peek());
    this.draft.edit(`Add ${name}`, (document) => {
      switch (kind) {
        case "javascript":
          return add(document, "javascript_queries", blankJavaScript(name));
        case "transformer":
          return add(document, "transformers", blankTransformer(name));
        case "state":
          return add(document, "states", blankState(name));
        case "responder":
          return add(document, "responders", blankResponder(name));
      }
    });
    return name;
  }

  /** Delete parts of the app with all that would name nothing afterwards. */
  remove(names: readonly string[]): void {
    this.steps.leave(names);
    // A stream is left while the frame still knows the query's name; a frame that is gone has left it already.
    for (const name of names) {
      if (this.live.byName.peek().has(name)) void this.link.command(name, "disconnect").catch(() => undefined);
    }
    const before = this.document.peek();
    this.draft.edit(names.length === 1 ? `Delete ${names[0]}` : `Delete ${names.length} widgets`, (document) =>
      remove(document, names),
    );
    this.drop(before);
  }

  /** Leave what is in the document no longer. */
  drop(before: AppDocument): void {
    const after = this.names.peek();
    if (this.selected.peek().some((name) => !after.has(name))) {
      this.select(this.selected.peek().filter((name) => after.has(name)));
    }
    const item = this.item.peek();
    if (item && "name" in item && !after.has(item.name)) this.showNeighbour();
    const { pages } = this.document.peek();
    if (pages[0] && !pages.some((page) => page.name === this.page.peek())) this.showPage(pages[0].name);
    for (const query of before.javascript_queries) if (!after.has(query.name)) this.runs.forget(query.name);
  }

  /** After what was shown is gone, or is not to be made after all: the first query. */
  showNeighbour(): void {
    const first = this.document.peek().queries[0];
    this.item.value = first ? { kind: "query", name: first.name } : null;
  }

  /** Show a part of the app where it is edited. */
  show(name: string): void {
    const group = groupOf(this.document.peek(), name);
    const kind = (Object.keys(ITEM_GROUPS) as ItemKind[]).find((one) => ITEM_GROUPS[one] === group);
    if (kind) this.item.value = { kind, name };
    else if (group === "widgets") this.select([name]);
  }

  /** Rename a part of the app with all that says its name; the caller has checked the name. */
  async rename(from: string, to: string): Promise<void> {
    if (from === to) return;
    const known = await loadLanguage().catch(() => null);
    const refusal = known ? refusalOfName(known.captures(this.document.peek(), from, to), to, this) : UNREACHABLE;
    if (!known || refusal) {
      this.toasts.show(refusal ?? UNREACHABLE, "warning", 6_000);
      return;
    }
    const group = groupOf(this.document.peek(), from);
    if (!group) return; // renamed or deleted meanwhile
    const isStream = group === "queries";
    const status = (isStream && this.live.byName.peek().get(from)?.status.status) || "idle";
    this.draft.edit(`Rename ${from} to ${to}`, (document) => known.rename(document, from, to));
    this.renamed(from, to);
    // The stream of the old name ends with it; what was running goes on under the new one.
    if (status !== "idle" && status !== "closed") void this.runAgain(to);
  }

  /** A part has another name now: what is shown of it stays shown. */
  renamed(from: string, to: string): void {
    const item = this.item.peek();
    if (item && "name" in item && item.name === from) this.item.value = { ...item, name: to };
    if (this.selected.peek().includes(from)) {
      this.select(this.selected.peek().map((name) => (name === from ? to : name)));
    }
    const room = this.room.peek();
    if (room?.widget === from) this.room.value = { ...room, widget: to };
    this.applied.rename(from, to);
    this.live.rename(from, to);
    this.runs.forget(from);
  }

  // The running app

  /**
   * Save, then open the query's stream or run its JavaScript, of which `runs` has the result. Resolves with what to
   * tell the person when it didn't work.
   */
  async run(name: string): Promise<string | null> {
    const refusal = refusalOf(await this.draft.save());
    if (refusal) return refusal;
    const script = this.document.peek().javascript_queries.find((one) => one.name === name);
    if (script) {
      this.link.sendDocument(this.document.peek());
      await this.runs.run(script);
      return null;
    }
    const query = this.document.peek().queries.find((one) => one.name === name);
    if (!query) return `There is no query ${name} any more.`;
    this.link.sendDocument(this.document.peek());
    try {
      await this.link.command(name, "run");
    } catch (error) {
      return messageOf(error);
    }
    this.applied.note(query);
    return null;
  }

  /** Run what ran before; says so when that fails. */
  async runAgain(name: string): Promise<void> {
    const refusal = await this.run(name);
    if (refusal) this.toasts.show(refusal, "warning", 6_000);
  }

  async disconnect(name: string): Promise<string | null> {
    try {
      await this.link.command(name, "disconnect");
      return null;
    } catch (error) {
      return messageOf(error);
    }
  }

  /** True when the query was changed after its stream was opened, in a way that its upstream would see. */
  changedSinceRun(query: StreamQuery): boolean {
    const status = this.live.byName.value.get(query.name)?.status.status ?? "idle";
    if (status === "idle" || status === "closed") return false;
    return this.applied.differs(query);
  }

  /** Start the app on the canvas afresh, with the document as it is saved. */
  async restart(): Promise<void> {
    const refusal = refusalOf(await this.draft.save());
    if (refusal) {
      this.toasts.show(refusal, "warning", 6_000);
      return;
    }
    this.link.sendDocument(this.document.peek());
    this.link.post({ type: "restart" });
    this.live.clearReports();
  }

  /** The engine has started: every stream it opens by itself is of the present definitions. */
  started(): void {
    this.applied.noteAll(this.document.peek().queries);
    loadLanguage().catch(() => undefined); // asked for again where it is needed
    this.link.post({ type: "select", names: [...this.selected.peek()] });
  }

  /** Save, then open the draft as a viewer would see it, in a tab of its own. */
  async preview(): Promise<void> {
    const refusal = refusalOf(await this.draft.save());
    if (refusal) this.toasts.show(refusal, "warning", 6_000);
    else window.open(`/a/${this.app.peek().slug}/?draft=1`, "_blank", "noopener");
  }

  evaluate(template: string, given?: Record<string, unknown>): Promise<Preview> {
    return this.link.evaluate(template, given);
  }
}

const layoutOf = ({ x, y, w, h }: Spot) => ({ x, y, w, h });
const UNREACHABLE = "Not renamed: the server can't be reached. Try again.";

/** Why a name can't be given, or null: at these places it is a local's. */
function refusalOfName(places: readonly string[], to: string, { document }: Studio): string | null {
  const [first] = places;
  if (first === undefined) return null;
  return `Not renamed: ${placeName(first, document.peek())} has a ${to} of its own. Choose another name.`;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const Context = createContext<Studio | null>(null);
export const StudioProvider = Context.Provider;

export function useStudio(): Studio {
  const studio = useContext(Context);
  if (!studio) throw new Error("useStudio outside of StudioProvider");
  return studio;
}
