/** What the player shows, as signals: the document, each widget's live values, the streams, the link and notices. */
import { type Signal, signal } from "@preact/signals";
import type { Mode, Place, QueryReport, Theme } from "../bridge";
import type { AppDocument } from "../document";
import type { LinkState, Props } from "../engine/messages";
import { createToasts } from "../ui";

const NOTICES_MAX = 5; // drop oldest

/** Of one widget. */
export interface WidgetLive {
  values: Readonly<Record<string, unknown>>;
  errors: Readonly<Record<string, string>>;
}

/** A message that stays until it is dismissed. */
export interface Notice {
  id: number;
  level: "warning" | "error";
  text: string;
}

const NOTHING: WidgetLive = { values: {}, errors: {} };

export class Store {
  readonly document: Signal<AppDocument | null> = signal(null);
  readonly mode: Signal<Mode> = signal("view");
  readonly theme: Signal<Theme> = signal("light");
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
  readonly selected: Signal<readonly string[]> = signal([]);
  readonly notices: Signal<readonly Notice[]> = signal([]);
  readonly toasts = createToasts();

  private readonly widgets = new Map<string, Signal<WidgetLive>>();
  private readonly typed = new Map<string, Signal<string | undefined>>();
  private lastNotice = 0;

  /** The live values of a widget, made on first use; both maps are cut to the document's widgets by `setDocument`. */
  live(name: string): Signal<WidgetLive> {
    return ensure(this.widgets, name, NOTHING);
  }

  /** What is typed into an input; undefined until someone typed. */
  text(name: string): Signal<string | undefined> {
    return ensure(this.typed, name, undefined);
  }

  setDocument(document: AppDocument): void {
    const names = new Set(document.widgets.map((widget) => widget.name));
    for (const map of [this.widgets, this.typed]) {
      for (const name of map.keys()) if (!names.has(name)) map.delete(name);
    }
    this.document.value = document;
  }

  /** Widgets moved on the canvas; the studio's document with the same places follows. */
  place(places: readonly Place[]): void {
    const document = this.document.peek();
    if (!document) return;
    const byName = new Map(places.map(({ name, ...layout }) => [name, layout]));
    const widgets = document.widgets.map((widget) => {
      const layout = byName.get(widget.name);
      return layout ? { ...widget, layout } : widget;
    });
    this.document.value = { ...document, widgets };
  }

  apply({ props, errors }: Props): void {
    for (const name of new Set([...Object.keys(props), ...Object.keys(errors)])) {
      const live = this.live(name);
      const before = live.peek();
      const changed = errors[name];
      live.value = {
        values: props[name] ? { ...before.values, ...props[name] } : before.values,
        errors: changed ? merge(before.errors, changed) : before.errors,
      };
    }
  }

  /** Everything typed, for an engine that starts again. */
  inputs(): Record<string, unknown> {
    const found: Record<string, unknown> = {};
    for (const [name, text] of this.typed) if (text.peek() !== undefined) found[name] = text.peek();
    return found;
  }

  notify(text: string, level: Notice["level"] = "warning"): void {
    const notice = { id: ++this.lastNotice, level, text };
    this.notices.value = [...this.notices.peek().filter((other) => other.text !== text), notice].slice(-NOTICES_MAX);
  }

  dismiss(id: number): void {
    this.notices.value = this.notices.peek().filter((notice) => notice.id !== id);
  }
}

function ensure<T>(map: Map<string, Signal<T>>, name: string, first: T): Signal<T> {
  const known = map.get(name);
  if (known) return known;
  const made = signal(first);
  map.set(name, made);
  return made;
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
