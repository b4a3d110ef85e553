/**
 * What the engine has to know of each widget type: which properties are templates, what the viewer changes in it (its
 * state), and its methods. Plain data, so that the Worker carries no view and no icon.
 */
import type { WidgetType } from "../document";

/** A value that the viewer changes and app code reads as `name.<field>`. */
export interface StateSpec {
  /** The property it starts as; a change of that replaces what was entered. */
  from?: string;
  /** What it starts as where no property says so. */
  initial?: unknown;
  /** `moment`: local ISO text, to what the widget's `kind` says. */
  kind: "text" | "number" | "boolean" | "list" | "moment" | "any";
}

/** What a method does: the engine sets a state field itself; everything else the view does. */
export type MethodSpec =
  | { set: string } // gives the field its first argument
  | { set: string; to: unknown } // gives it this value
  | { reset: string } // back to the bound value
  | { view: true }; // the page's view does it

export interface Behaviour {
  /** Properties that are templates; the rest the page reads from the document. */
  templates: readonly string[];
  /** The properties that bind rows: `source` if there is one, else the template `data`; `limit` bounds them. */
  rows?: true;
  /** A template that is evaluated once for each row, with `item` and `index`. */
  each?: string;
  state?: Readonly<Record<string, StateSpec>>;
  methods?: Readonly<Record<string, MethodSpec>>;
}

const VIEW = { view: true } as const;

const value = (kind: StateSpec["kind"]): Pick<Behaviour, "state"> => ({ state: { value: { from: "value", kind } } });

/** setValue, clear, reset, focus: of everything a person enters something into. */
const entry = (kind: StateSpec["kind"], empty: unknown): Pick<Behaviour, "state" | "methods"> => ({
  ...value(kind),
  methods: {
    setValue: { set: "value" },
    clear: { set: "value", to: empty },
    reset: { reset: "value" },
    focus: VIEW,
  },
});

const text = entry("text", "");

/** Of what can be shown as a table of its numbers. */
const TABLE = {
  state: { view: { initial: "chart", kind: "text" } },
  methods: { showTable: { set: "view", to: "table" }, showChart: { set: "view", to: "chart" } },
} as const;

export const BEHAVIOURS: Readonly<Record<WidgetType, Behaviour>> = {
  chart: {
    templates: ["title", "data", "unit", "y_min", "y_max"],
    rows: true,
    ...TABLE,
  },
  echarts: {
    templates: ["title", "option"],
    ...TABLE,
    methods: { setOption: VIEW, dispatchAction: VIEW, clear: VIEW, ...TABLE.methods },
  },
  table: {
    templates: ["title", "data", "empty_text"],
    rows: true,
    state: {
      selectedRow: { initial: null, kind: "any" },
      selectedRows: { initial: [], kind: "list" },
      search: { initial: "", kind: "text" },
    },
    methods: {
      selectRow: VIEW,
      clearSelection: VIEW,
      setPage: VIEW,
      setSort: VIEW,
      setSearch: { set: "search" },
      scrollToRow: VIEW,
    },
  },
  list: {
    templates: ["title", "data", "empty_text"],
    rows: true,
    each: "item",
    state: { selectedItem: { initial: null, kind: "any" } },
    methods: { scrollToStart: VIEW, scrollToEnd: VIEW },
  },
  log: {
    templates: ["title", "data"],
    rows: true,
    state: { search: { initial: "", kind: "text" } },
    methods: { scrollToEnd: VIEW, setSearch: { set: "search" } },
  },
  chat: {
    templates: ["title", "data", "own", "placeholder", "disabled"],
    rows: true,
    state: { value: { initial: "", kind: "text" } },
    methods: { setValue: { set: "value" }, clear: { set: "value", to: "" }, focus: VIEW, scrollToEnd: VIEW },
  },
  json: { templates: ["title", "data"], methods: { expandAll: VIEW, collapseAll: VIEW } },
  text: { templates: ["content"] },
  stat: { templates: ["label", "value", "unit", "delta", "delta_unit", "spark"] },
  gauge: { templates: ["label", "value", "min", "max", "unit"] },
  progress: { templates: ["label", "value", "max", "tone"] },
  image: { templates: ["source", "alt"] },
  connection: { templates: [] },
  html: { templates: ["title", "html", "model"], methods: { post: VIEW } },
  button: { templates: ["text", "disabled", "loading"], methods: { focus: VIEW, click: VIEW } },
  input: {
    templates: ["label", "placeholder", "value", "disabled"],
    ...text,
    state: { ...text.state, valid: { initial: true, kind: "boolean" } },
  },
  text_area: { templates: ["label", "placeholder", "value", "disabled"], ...text },
  number: {
    templates: ["label", "placeholder", "value", "min", "max", "step", "unit", "disabled"],
    ...entry("number", null),
  },
  select: { templates: ["label", "placeholder", "options", "value", "disabled"], ...entry("any", null) },
  multi_select: { templates: ["label", "placeholder", "options", "value", "disabled"], ...entry("list", []) },
  switch: { templates: ["label", "value", "disabled"], ...entry("boolean", false) },
  checkbox: { templates: ["label", "value", "disabled"], ...entry("boolean", false) },
  slider: { templates: ["label", "value", "min", "max", "step", "unit", "disabled"], ...entry("number", null) },
  date_time: { templates: ["label", "value", "min", "max", "disabled"], ...entry("moment", null) },
  container: { templates: ["title"] },
  tabs: { templates: ["value"], ...value("text"), methods: { setValue: { set: "value" } } },
  modal: {
    templates: ["title"],
    state: { isOpen: { initial: false, kind: "boolean" } },
    methods: { open: { set: "isOpen", to: true }, close: { set: "isOpen", to: false } },
  },
};
