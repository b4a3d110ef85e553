/** The studio at work on one app: its draft, what the running app tells, what is selected, and what can be done. */
import { computed, type Signal, signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { AppItem } from "../api/apps";
import type { Preview } from "../bridge";
import type { StreamQuery, WidgetType } from "../document";
import { createToasts } from "../ui";
import { FrameLink } from "./canvas/link";
import { Live } from "./canvas/live";
import { blankQuery, blankState, blankWidget } from "./draft/blank";
import type { Draft, Outcome } from "./draft/draft";
import { addQuery, addState, addWidget, removeQuery, removeState, removeWidgets } from "./draft/edits";
import { namesOf, uniqueName } from "./draft/naming";
import { nextFreePlace } from "./draft/placement";
import { rename } from "./draft/renaming";

/** What the bottom panel shows. */
export type Item =
  | { kind: "query"; name: string }
  | { kind: "state"; name: string }
  | { kind: "startup" }
  | { kind: "new_query" };

export type LeftPanel = "outline" | "add" | "releases";

export class Studio {
  readonly app: Signal<AppItem>;
  readonly draft: Draft;
  readonly live = new Live();
  readonly link = new FrameLink();
  readonly toasts = createToasts();
  /** The canvas's session, signed: its streams of scope `session` are read with it. Null until it has opened. */
  session: string | null = null;

  readonly selected: Signal<readonly string[]> = signal([]);
  readonly item: Signal<Item | null> = signal(null);
  readonly leftPanel: Signal<LeftPanel> = signal("outline");
  /** By query: the definition its running stream was opened with. */
  private readonly applied: Signal<ReadonlyMap<string, string>>;

  readonly document;
  readonly names = computed(() => namesOf(this.draft.document.value));

  constructor(app: AppItem, draft: Draft) {
    this.app = signal(app);
    this.draft = draft;
    this.document = draft.document;
    this.applied = signal(definitionsOf(draft.document.peek().queries));
    const first = draft.document.peek().queries[0];
    this.item.value = first ? { kind: "query", name: first.name } : null;
  }

  // Widgets

  /** Put a new widget at the first free place and select it. */
  addWidget(type: WidgetType, size: { w: number; h: number }): void {
    const name = uniqueName(type, this.names.peek());
    this.draft.edit(`Add ${name}`, (document) => {
      const place = nextFreePlace(
        document.widgets.map((widget) => widget.layout),
        size.w,
        size.h,
      );
      const widget = blankWidget(type, name, place);
      // The query being worked on, else the first: the one it is most likely about.
      if (widget.type === "connection") widget.properties.query = this.queryAtHand();
      return addWidget(document, widget);
    });
    this.select([name]);
  }

  private queryAtHand(): string {
    const item = this.item.peek();
    return item?.kind === "query" ? item.name : (this.document.peek().queries[0]?.name ?? "");
  }

  removeWidgets(names: readonly string[]): void {
    if (names.length === 0) return;
    this.draft.edit(names.length === 1 ? `Delete ${names[0]}` : `Delete ${names.length} widgets`, (document) =>
      removeWidgets(document, names),
    );
    this.select(this.selected.peek().filter((name) => !names.includes(name)));
  }

  /** Select on the canvas and in the outline. */
  select(names: readonly string[]): void {
    this.selected.value = names;
    this.link.post({ type: "select", names: [...names] });
  }

  // Queries and states

  addQuery(name: string, url: string): void {
    this.draft.edit(`Add ${name}`, (document) => addQuery(document, blankQuery(name, url)));
    this.item.value = { kind: "query", name };
  }

  addState(): void {
    this.item.value = { kind: "state", name: this.addStateQuietly() };
  }

  /** Add a state without leaving what is being edited. */
  addStateQuietly(): string {
    const name = uniqueName("state", this.names.peek());
    this.draft.edit(`Add ${name}`, (document) => addState(document, blankState(name)));
    return name;
  }

  async removeQuery(name: string): Promise<void> {
    // The stream is left while the frame still knows the query's name; a frame that is gone has left it already.
    if (this.live.byName.peek().has(name)) await this.link.command(name, "disconnect").catch(() => undefined);
    this.draft.edit(`Delete ${name}`, (document) => removeQuery(document, name));
    this.showNeighbour();
  }

  removeState(name: string): void {
    this.draft.edit(`Delete ${name}`, (document) => removeState(document, name));
    this.showNeighbour();
  }

  private showNeighbour(): void {
    const first = this.document.peek().queries[0];
    this.item.value = first ? { kind: "query", name: first.name } : null;
  }

  /** Rename a query, state or widget; the caller has checked the name. */
  rename(from: string, to: string): void {
    if (from === to) return;
    const status = this.live.byName.peek().get(from)?.status.status ?? "idle";
    this.draft.edit(`Rename ${from} to ${to}`, (document) => rename(document, from, to));
    const item = this.item.peek();
    if (item && "name" in item && item.name === from) this.item.value = { ...item, name: to };
    if (this.selected.peek().includes(from)) {
      this.select(this.selected.peek().map((name) => (name === from ? to : name)));
    }
    const applied = new Map(this.applied.peek());
    const definition = applied.get(from);
    if (definition !== undefined) applied.set(to, definition).delete(from);
    this.applied.value = applied;
    this.live.rename(from, to);
    // The stream of the old name ends with it; what was running goes on under the new one.
    if (status !== "idle" && status !== "closed") {
      void this.run(to).then((refusal) => {
        if (refusal) this.toasts.show(refusal, "warning", 6_000);
      });
    }
  }

  // The running app

  /** Save, then open the query's stream. Resolves with what to tell the person when it didn't work. */
  async run(name: string): Promise<string | null> {
    const refusal = refusalOf(await this.draft.save());
    if (refusal) return refusal;
    const query = this.document.peek().queries.find((one) => one.name === name);
    if (!query) return `There is no query ${name} any more.`;
    this.link.sendDocument(this.document.peek());
    try {
      await this.link.command(name, "run");
    } catch (error) {
      return messageOf(error);
    }
    this.applied.value = new Map(this.applied.peek()).set(name, definitionOf(query));
    return null;
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
    const applied = this.applied.value.get(query.name);
    return applied !== undefined && applied !== definitionOf(query);
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
    this.applied.value = definitionsOf(this.document.peek().queries);
    this.link.post({ type: "select", names: [...this.selected.peek()] });
  }

  /** Save, then open the draft as a viewer would see it, in a tab of its own. */
  async preview(): Promise<void> {
    const refusal = refusalOf(await this.draft.save());
    if (refusal) this.toasts.show(refusal, "warning", 6_000);
    else window.open(`/a/${this.app.peek().slug}/?draft=1`, "_blank", "noopener");
  }

  evaluate(template: string): Promise<Preview> {
    return this.link.evaluate(template);
  }
}

/** What a run is about: a change of anything else needs no other. */
function definitionOf(query: StreamQuery): string {
  const { name: _name, events: _events, run_on_load: _run, kind: _kind, ...definition } = query;
  return JSON.stringify(definition);
}

const definitionsOf = (queries: readonly StreamQuery[]): ReadonlyMap<string, string> =>
  new Map(queries.map((query) => [query.name, definitionOf(query)]));

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Why something that needs the saved draft can't go on; null when it can. */
export function refusalOf(outcome: Outcome): string | null {
  switch (outcome) {
    case "saved":
      return null;
    case "invalid":
      return "The draft has problems. Fix them first; they are listed at the top.";
    case "stale":
      return "The app was changed elsewhere. Choose which version to keep first.";
    case "offline":
      return "The draft could not be saved: the server is not reachable.";
    case "refused":
      return "The draft could not be saved. The reason is at the top.";
  }
}

const Context = createContext<Studio | null>(null);
export const StudioProvider = Context.Provider;

export function useStudio(): Studio {
  const studio = useContext(Context);
  if (!studio) throw new Error("useStudio outside of StudioProvider");
  return studio;
}
