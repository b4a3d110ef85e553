/** The fields that a widget's rows have now, so that they can be chosen by name. */
import type { Preview } from "../../bridge";
import type { AppDocument, Widget } from "../../document";
import { type Studio, useStudio } from "../studio";

/** The `datalist` that holds them; one inspector is shown at a time. */
export const FIELD_NAMES = "field-names";

const NAMES_MAX = 60; // more is no choice any more
const OF_THE_MESSAGE = ["@at", "@offset", "@query"];

export function useFieldNames(widget: Widget): string[] {
  const studio = useStudio();
  if (!("data" in widget.properties && "limit" in widget.properties)) return [];
  const found = new Set(sampleRows(widget, studio).flatMap((row) => pathsOf(row)));
  return [...[...found].slice(0, NAMES_MAX), ...OF_THE_MESSAGE];
}

/** A row of each query that the widget has its rows from, or the newest of its binding. */
function sampleRows(widget: Widget, studio: Studio): Preview[] {
  const { live, document } = studio;
  const bound = live.values.value[`${widget.name}.data`];
  if (Array.isArray(bound)) return bound.slice(-1);
  return queriesOf(widget, document.value).map((name) => {
    const query = document.value.queries.find((one) => one.name === name);
    if (query && query.fields.length > 0) return Object.fromEntries(query.fields.map((pick) => [pick.alias, null]));
    const state = live.state.value[name];
    return state && typeof state === "object" && "data" in state ? state.data : null;
  });
}

function queriesOf({ properties }: Widget, { queries }: AppDocument): string[] {
  if ("source" in properties && properties.source && typeof properties.source === "object") {
    return properties.source.queries;
  }
  const { data } = properties as { data: string };
  // By its words: names to choose from need no parser.
  const words = new Set(data.match(/[\w$]+/g));
  const says = (name: string) => words.has(name);
  return queries.map((query) => query.name).filter(says);
}

/** `price`, `book.bid`, `[1]`, `[1][5]`: what a row has, two levels deep. */
export function pathsOf(row: Preview, levels = 2, before = ""): string[] {
  if (row === null || typeof row !== "object") return before === "" ? [] : [before];
  const own = Array.isArray(row)
    ? row.map((value, index) => ({ path: `${before}[${index}]`, value }))
    : Object.entries(row).map(([key, value]) => ({ path: keyPath(before, key), value }));
  if (own.length === 0) return before === "" ? [] : [before];
  return own.flatMap(({ path, value }) => (levels > 1 ? pathsOf(value, levels - 1, path) : [path]));
}

const keyPath = (before: string, key: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(key) ? `${before}${before ? "." : ""}${key}` : `${before}[${JSON.stringify(key)}]`;
