/** What every widget's view is given, and how it reads it. */
import type { ComponentChildren, FunctionComponent } from "preact";
import type { QueryReport, Theme } from "../bridge";
import type { Widget, WidgetType } from "../document";

/**
 * What the viewer has changed in a widget (see `behaviour.ts`), kept by the page so that it outlives the engine and the
 * view. A change of the bound value replaces it, without the view's doing. A field whose name begins with # is the view's
 * own: app code isn't told, and it goes when the value is replaced.
 */
export interface ViewState {
  /** undefined: nothing was entered, or it was reset; the bound value counts. */
  get(field: string): unknown;
  /** Tells app code too. */
  set(field: string, value: unknown): void;
  reset(field: string): void;
}

/** Of a row that came from a query's window: its message. */
export interface RowOrigin {
  /** Name of the query. */
  query: string;
  /** ms since the Unix epoch. */
  at: number;
  offset: number;
}

export interface ViewProps<Type extends WidgetType = WidgetType> {
  widget: Extract<Widget, { type: Type }>;
  /** Template properties, evaluated; of any type. A property not evaluated yet is missing. `data`: the rows. */
  values: Readonly<Record<string, unknown>>;
  /** Of rows from a `source`, one for each entry of `values.data`; null for rows of a template. */
  origins: readonly RowOrigin[] | null;
  /** Property → what its newest evaluation failed with. */
  errors: Readonly<Record<string, string>>;
  /** Whether the engine has posted values at all; until then a widget shows that it loads. */
  ready: boolean;
  /** Whether the app runs (a viewer's page), or stands on the studio's canvas. */
  mode: "view" | "edit";
  theme: Theme;
  /** The reports of all queries, by name; given to the connection widget only. */
  queries: Readonly<Record<string, QueryReport>>;
  /** Tells app code that something happened to this widget. */
  emit: (event: string, data?: unknown) => void;
  state: ViewState;
  /** Called when app code calls this method of the widget. Returns the unsubscription; call it in an effect. */
  on: (method: string, run: (...args: unknown[]) => void) => () => void;
  /** The widgets that stand in this one, on their own grid; `slot`: of tabs, the key of the tab. */
  children: (slot?: string) => ComponentChildren;
  /** A short message to the viewer, for what the widget itself has to say. */
  notify: (text: string) => void;
  /** Opens a web address, as the action go_to_url does. */
  openUrl: (url: string) => void;
}

export type View<Type extends WidgetType = WidgetType> = FunctionComponent<ViewProps<Type>>;

/** A lazily loaded view; the module's default export. */
export interface ViewModule {
  // biome-ignore lint/suspicious/noExplicitAny: one registry holds the views of all types; each takes its own props
  default: FunctionComponent<ViewProps<any>>;
}
