/** Every place of a document that can say a name of the app: names themselves, bindings, code. Needs no parser. */
import type { AppDocument, Widget } from "../../document";
import { BEHAVIOURS } from "../../widgets/behaviour";
import { GROUPS } from "../draft/edits";

/**
 * `own`: the name of the part itself. `name`: another part's, chosen from a list. `template`: text with `{{ }}`.
 * `code`: JavaScript.
 */
export type PlaceKind = "own" | "name" | "template" | "code";

export interface Place {
  /** In the document: `widgets[3].properties.value`. */
  path: string;
  kind: PlaceKind;
  text: string;
  /** What the code is given and may shadow names of the app. */
  locals: readonly string[];
}

const NONE: readonly string[] = [];
const OF_A_ROW: readonly string[] = ["item", "index"]; // of a template that is evaluated for each row

const RUNNABLE: Readonly<Record<string, PlaceKind>> = {
  "arguments[].value": "template",
  "triggers.after[]": "name",
  "notifications.success": "template",
  "notifications.failure": "template",
  confirm: "template",
};

const HANDLER: Readonly<Record<string, PlaceKind>> = {
  only_when: "template",
  "action.query": "name",
  "action.state": "name",
  "action.widget": "name",
  "action.code": "code",
  "action.app": "template",
  "action.arguments[]": "template",
  "action.arguments[].value": "template",
  "action.data": "template",
  "action.file_name": "template",
  "action.message": "template",
  "action.parameters[].value": "template",
  "action.text": "template",
  "action.url": "template",
  "action.value": "template",
};

/** By what a path is once its indices are left out. Widgets' properties are told by their type. */
const KINDS: ReadonlyMap<string, PlaceKind> = new Map([
  ...GROUPS.map((group): [string, PlaceKind] => [`${group}[].name`, "own"]),
  ...["queries", "javascript_queries"].flatMap((group) => prefixed(`${group}[].`, RUNNABLE)),
  ...["queries", "javascript_queries", "responders", "widgets"].flatMap((group) =>
    prefixed(`${group}[].events[].`, HANDLER),
  ),
  ["javascript_queries[].code", "code"],
  ["transformers[].code", "code"],
  ["scripts.startup", "code"],
  ["responders[].data", "template"],
  ["widgets[].hidden", "template"],
  ["widgets[].parent.widget", "name"],
  ["widgets[].properties.source.queries[]", "name"],
  ["widgets[].properties.tabs[].title", "template"],
]);

function prefixed(prefix: string, kinds: Readonly<Record<string, PlaceKind>>): [string, PlaceKind][] {
  return Object.entries(kinds).map(([path, kind]) => [prefix + path, kind]);
}

const PROPERTIES = "widgets[].properties.";

function kindOf(pattern: string, widget: Widget | null): PlaceKind | undefined {
  if (!widget || !pattern.startsWith(PROPERTIES)) return KINDS.get(pattern);
  const property = pattern.slice(PROPERTIES.length);
  const { templates, each } = BEHAVIOURS[widget.type];
  if (templates.includes(property) || property === each) return "template";
  if (widget.type === "connection" && property === "query") return "name";
  return KINDS.get(pattern);
}

/** Every place, in the order of the document. */
export function placesOf(document: AppDocument): Place[] {
  const found: Place[] = [];
  changePlaces(document, (place) => {
    found.push(place);
    return place.text;
  });
  return found;
}

/** With another text at some places. What stays the same stays the same object. */
export function changePlaces(document: AppDocument, change: (place: Place) => string): AppDocument {
  let widget: Widget | null = null;
  const walk = (value: unknown, path: string, pattern: string): unknown => {
    if (typeof value === "string") {
      const kind = kindOf(pattern, widget);
      if (!kind) return value;
      const eachRow = widget !== null && pattern === PROPERTIES + BEHAVIOURS[widget.type].each;
      return change({ path, kind, text: value, locals: eachRow ? OF_A_ROW : NONE });
    }
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) {
      const isWidgets = pattern === "widgets";
      const items = value.map((item: unknown, index) => {
        if (isWidgets) widget = item as Widget;
        return walk(item, `${path}[${index}]`, `${pattern}[]`);
      });
      if (isWidgets) widget = null;
      return items.some((item, index) => item !== value[index]) ? items : value;
    }
    const entries = Object.entries(value);
    const before = pattern === "" ? "" : ".";
    const changed = entries.map(([key, item]) => walk(item, `${path}${before}${key}`, `${pattern}${before}${key}`));
    if (changed.every((item, index) => item === entries[index]?.[1])) return value;
    return Object.fromEntries(entries.map(([key], index) => [key, changed[index]]));
  };
  return walk(document, "", "") as AppDocument;
}
