/** What the player shows, as signals: the document, each widget's live values, the streams, the link and notices. */
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Mode, Place, PlaybackState, QueryReport, Theme } from "../bridge";
import type { AppDocument } from "../document";
import type { LinkState, Props, RowsDelta, WidgetInputs } from "../engine/messages";
import { createToasts } from "../ui/toasts";
import type { RowOrigin } from "../widgets/view";

const NOTICES_MAX = 5; // drop oldest
const HELD_MAX = 200; // messages of the engine, 20 a second at most; then they are shown all at once

/** Of one widget. */
export interface WidgetLive {
  values: Readonly<Record<string, unknown>>;
  errors: Readonly<Record<string, string>>;
  /** Of rows that came from windows; null: the rows are a template's. */
  origins: readonly RowOrigin[] | null;
}

/** A message that stays until it is dismissed. */
export interface Notice {
  id: number;
  level: "warning" | "error";
  text: string;
}

export const PLAYING: PlaybackState = { paused: false, at: null, from: null, to: null, newer: 0 };
const NOTHING: WidgetLive = { values: {}, errors: {}, origins: null };
const UNTOUCHED: Readonly<Record<string, unknown>> = {};

export class Store {
  readonly document: Signal<AppDocument | null> = signal(null);
  readonly mode: Signal<Mode> = signal("view");
  /** The system's, or in the studio the studio's. */
  readonly hostTheme: Signal<Theme> = signal("light");
  /** The app's own choice comes before the system's; the canvas follows the studio. */
  readonly theme: ReadonlySignal<Theme> = computed(() => {
    const own = this.document.value?.appearance.theme ?? "system";
    return own === "system" || this.mode.value === "edit" ? this.hostTheme.value : own;
  });
  /** The page of the app that is shown. */
  readonly page = signal("");
  readonly title = signal("");
  readonly header = signal(false);
  /** The engine has posted its first values. */
  readonly ready = signal(false);
  readonly queries: Signal<Readonly<Record<string, QueryReport>>> = signal({});
  readonly link: Signal<LinkState | null> = signal(null);
  /** Why the host got no token; `retry`: it tries again. */
  readonly refused: Signal<{ message: string; retry: boolean } | null> = signal(null);
  /** The engine can't be kept running: why. */
  readonly broken: Signal<string | null> = signal(null);
  readonly playback: Signal<PlaybackState> = signal(PLAYING);
  readonly selected: Signal<readonly string[]> = signal([]);
  /** The last one selected is to have the focus once it is drawn. */
  focusing = false;
  readonly notices: Signal<readonly Notice[]> = signal([]);
  readonly toasts = createToasts();

  private readonly widgets = new Map<string, Signal<WidgetLive>>();
  private readonly entered = new Map<string, Signal<Readonly<Record<string, unknown>>>>();
  private lastNotice = 0;
  private held: Props[] | null = null;

  /** The live values of a widget, made on first use; both maps are cut to the document's widgets by `setDocument`. */
  live(name: string): Signal<WidgetLive> {
    return ensure(this.widgets, name, NOTHING);
  }

  /** What the viewer has changed in a widget, by state field. */
  state(name: string): Signal<Readonly<Record<string, unknown>>> {
    return ensure(this.entered, name, UNTOUCHED);
  }

  /** undefined: back to the bound value. */
  enter(name: string, field: string, value: unknown): void {
    const state = this.state(name);
    const { [field]: _, ...others } = state.peek();
    state.value = value === undefined ? others : { ...others, [field]: value };
  }

  setDocument(document: AppDocument): void {
    const names = new Set(document.widgets.map((widget) => widget.name));
    for (const map of [this.widgets, this.entered]) {
      for (const name of map.keys()) if (!names.has(name)) map.delete(name);
    }
    this.document.value = sharing(this.document.peek(), document);
  }

  /** Widgets moved on the canvas; the studio's document with the same places follows. */
  place(places: readonly Place[]): void {
    const document = this.document.peek();
    if (!document) return;
    const byName = new Map(places.map(({ name, parent, ...layout }) => [name, { layout, parent }]));
    let changed = false;
    const widgets = document.widgets.map((widget) => {
      const place = byName.get(widget.name);
      if (!place || (same(place.layout, widget.layout) && same(place.parent, widget.parent))) return widget;
      changed = true;
      return { ...widget, ...place };
    });
    if (changed) this.document.value = { ...document, widgets };
  }

  /** Keep back what the engine posts from now on: while a person drags, frames are for the drag. */
  hold(): void {
    this.held ??= [];
  }

  /** Show what was kept back. */
  release(): void {
    const held = this.held ?? [];
    this.held = null;
    for (const props of held) this.apply(props);
  }

  apply(message: Props): void {
    if (this.held) {
      this.held.push(message);
      if (this.held.length < HELD_MAX) return;
      this.release();
      this.hold();
      return;
    }
    const { props, errors, rows } = message;
    for (const name of new Set([...Object.keys(props), ...Object.keys(errors), ...Object.keys(rows)])) {
      const live = this.live(name);
      const before = live.peek();
      const changed = errors[name];
      const next = {
        values: props[name] ? { ...before.values, ...props[name] } : before.values,
        errors: changed ? merge(before.errors, changed) : before.errors,
        origins: props[name] && "data" in props[name] ? null : before.origins,
      };
      live.value = rows[name] ? spliced(next, rows[name]) : next;
    }
  }

  /** Everything entered, for an engine that starts again. */
  inputs(): WidgetInputs {
    return Object.fromEntries([...this.entered].map(([name, state]) => [name, { ...state.peek() }]));
  }

  notify(text: string, level: Notice["level"] = "warning"): void {
    const notice = { id: ++this.lastNotice, level, text };
    this.notices.value = [...this.notices.peek().filter((other) => other.text !== text), notice].slice(-NOTICES_MAX);
  }

  dismiss(id: number): void {
    this.notices.value = this.notices.peek().filter((notice) => notice.id !== id);
  }
}

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** The next document with the widgets of the last where they are equal: only what has changed is drawn again. */
function sharing(last: AppDocument | null, next: AppDocument): AppDocument {
  if (!last) return next;
  const known = new Map(last.widgets.map((widget) => [widget.name, widget]));
  const widgets = next.widgets.map((widget) => {
    const before = known.get(widget.name);
    return before && same(before, widget) ? before : widget;
  });
  return { ...next, widgets };
}

function ensure<T>(map: Map<string, Signal<T>>, name: string, first: T): Signal<T> {
  const known = map.get(name);
  if (known) return known;
  const made = signal(first);
  map.set(name, made);
  return made;
}

/** Rows and origins as they are after a delta: new arrays, so that views see the change, and nothing else is new. */
function spliced(before: WidgetLive, { reset, queries, splices }: RowsDelta): WidgetLive {
  // Most deltas begin with rows that leave at the front: copied without them at once.
  const [first] = splices;
  const front = first?.at === 0 && first.rows.length === 0 ? first.remove : 0;
  const rows: unknown[] = reset || !Array.isArray(before.values.data) ? [] : before.values.data.slice(front);
  const origins: RowOrigin[] = reset || before.origins === null ? [] : before.origins.slice(front);
  for (const splice of front > 0 ? splices.slice(1) : splices) {
    const { at, remove } = splice;
    const from = splice.rows.map((_, index): RowOrigin => originOf(queries, splice.origins, 3 * index));
    if (at >= rows.length) {
      for (const row of splice.rows) rows.push(row);
      for (const origin of from) origins.push(origin);
    } else {
      rows.splice(at, remove, ...splice.rows);
      origins.splice(at, remove, ...from);
    }
  }
  return { ...before, values: { ...before.values, data: rows }, origins };
}

function originOf(queries: readonly string[], origins: readonly number[], at: number): RowOrigin {
  return {
    query: queries[origins[at] as number] ?? "",
    at: origins[at + 1] as number,
    offset: origins[at + 2] as number,
  };
}

function merge(
  before: Readonly<Record<string, string>>,
  changed: Record<string, string | null>,
): Readonly<Record<string, string>> {
  const next = { ...before };
  for (const [property, message] of Object.entries(changed)) {
    if (message === null) delete next[property];
    else next[property] = message;
  }
  return next;
}
