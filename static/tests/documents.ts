/** Short ways to write documents in tests: what isn't given has the schema's default. */
import type {
  Action,
  AppDocument,
  EventHandler,
  TemporaryState,
  Transformer,
  Widget,
  WidgetType,
} from "../src/document";
import type { Init } from "../src/engine/messages";
import {
  blankAction,
  blankHandler,
  blankState,
  blankTransformer,
  blankWidget,
  FIRST_PAGE,
} from "../src/studio/draft/blank";
import type { ViewProps } from "../src/widgets/view";

// Over a union, Omit and Partial would merge its members.
type Loose<T> = T extends { type: infer Type } ? { type: Type } & Partial<T> : never;
type LooseHandler = { event: string; action: Loose<Action> } & Partial<Omit<EventHandler, "event" | "action">>;

export const handlerOf = ({ action, ...fields }: LooseHandler): EventHandler => ({
  ...blankHandler(fields.event),
  ...fields,
  action: { ...blankAction(action.type, "", ""), ...action } as Action,
});

export const transformerOf = (name: string, code: string): Transformer => ({ ...blankTransformer(name), code });

export const stateOf = (
  name: string,
  initial: unknown = null,
  type: TemporaryState["type"] = "any",
): TemporaryState => ({
  ...blankState(name),
  initial,
  type,
});

export function widgetOf(
  name: string,
  type: WidgetType,
  properties: Record<string, unknown> = {},
  events: EventHandler[] = [],
  fields: Partial<Pick<Widget, "hidden" | "layout" | "parent" | "page">> = {},
): Widget {
  const blank = blankWidget(type, name, { x: 0, y: 0, w: 4, h: 4 });
  return { ...blank, events, ...fields, properties: { ...blank.properties, ...properties } } as Widget;
}

export function documentOf(fields: Partial<AppDocument> = {}): AppDocument {
  return {
    format: 1,
    queries: [],
    javascript_queries: [],
    states: [],
    transformers: [],
    responders: [],
    scripts: { startup: "" },
    pages: [{ name: FIRST_PAGE, title: "Page 1", hidden: false }],
    widgets: [],
    appearance: { theme: "system", header: true, playback: true },
    ...fields,
  };
}

/** What the page gives a new engine, besides the document. */
export const INIT: Omit<Init, "document" | "type"> = {
  mode: "view",
  user: null,
  url: { query: {}, hash: "" },
  page: "",
  kept: {},
  screen: { width: 1_440, height: 900 },
  visible: true,
  libraries: [],
  seen: {},
  observe: false,
  disabled: [],
  inputs: {},
};

/** What a view is given, besides its widget. */
export const PROPS: Omit<ViewProps, "widget"> = {
  values: {},
  origins: null,
  errors: {},
  ready: true,
  mode: "view",
  theme: "light",
  queries: {},
  emit: () => {},
  state: { get: () => undefined, set: () => {}, reset: () => {} },
  on: () => () => {},
  children: () => null,
  notify: () => {},
  openUrl: () => {},
};
