/** What every widget's view is given, and how it reads it. */
import type { FunctionComponent } from "preact";
import type { QueryReport, Theme } from "../bridge";
import type { Widget, WidgetType } from "../document";

export interface ViewProps<Type extends WidgetType = WidgetType> {
  widget: Extract<Widget, { type: Type }>;
  /** Template properties, evaluated; of any type. A property not evaluated yet is missing. */
  values: Readonly<Record<string, unknown>>;
  /** Property → what its newest evaluation failed with. */
  errors: Readonly<Record<string, string>>;
  /** Whether the engine has posted values at all; until then a widget shows that it loads. */
  ready: boolean;
  theme: Theme;
  /** The reports of all queries, by name. */
  queries: Readonly<Record<string, QueryReport>>;
  /** Tells app code that something happened to this widget. */
  emit: (event: string, data?: unknown) => void;
  /** Of an input: its text, kept by the page so that it outlives a restart of the engine. `reset`: back to the bound value. */
  typed: { value: string | undefined; set: (value: string) => void; reset: () => void };
  /** A short message to the viewer, for what the widget itself has to say. */
  notify: (text: string) => void;
}

export type View<Type extends WidgetType = WidgetType> = FunctionComponent<ViewProps<Type>>;

/** A lazily loaded view; the module's default export. */
export interface ViewModule {
  // biome-ignore lint/suspicious/noExplicitAny: one registry holds the views of all types; each takes its own props
  default: FunctionComponent<ViewProps<any>>;
}
