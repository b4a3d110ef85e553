/** What a widget type is: its name and icon in the studio, its first properties, and what the inspector shows. */
import type { IconNode } from "lucide";
import type { Widget, WidgetType } from "../document";

/**
 * How the inspector edits a property: `template` text with `{{ }}` parts; `field` one path into a row; `fields` a list
 * of such paths; `columns` the table's columns; `query` the name of one of the app's queries; `source` the windows of
 * queries that give a widget its rows (a WindowSource, or null: then its `data` counts); `thresholds` the gauge's list
 * of {at, tone}; `tabs` the list of {key, title} of a tabs widget; `code` a template of many lines, such as HTML or an
 * option object.
 */
export type PropertyKind =
  | "template"
  | "select"
  | "number"
  | "boolean"
  | "field"
  | "fields"
  | "columns"
  | "query"
  | "source"
  | "thresholds"
  | "tabs"
  | "code";

export interface PropertySpec {
  key: string;
  label: string;
  kind: PropertyKind;
  /** Headings of the inspector, in order of first use: "Data", "Columns", "Text", "Behaviour" … */
  group: string;
  help?: string;
  placeholder?: string;
  /** Of `select`. */
  options?: readonly { value: string; label: string }[];
  /** Of `number`. */
  min?: number;
  max?: number;
  /** Of `number`: an empty field means null. */
  nullable?: boolean;
  /** Of `template`: more than one line. */
  multiline?: boolean;
  /** Only shown while this property of the widget has that value, or one of those. */
  when?: { key: string; is: string | readonly string[] };
}

export interface EventSpec {
  name: string;
  label: string;
  /** What `event.data` is. */
  help: string;
}

export interface MethodSpec {
  name: string;
  label: string;
}

export interface WidgetDefinition<Type extends WidgetType = WidgetType> {
  type: Type;
  label: string;
  icon: IconNode;
  /** One line for the insert panel. */
  help: string;
  /** Columns and rows a new one takes; `min` is the least a person may shrink it to. */
  size: { w: number; h: number; min: { w: number; h: number } };
  /** The properties of a new one, complete. */
  properties: Extract<Widget, { type: Type }>["properties"];
  inspector: readonly PropertySpec[];
  events: readonly EventSpec[];
  methods: readonly MethodSpec[];
}
