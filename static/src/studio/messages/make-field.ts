/** A field of a place in a message. With the first field of a query its rows are other ones, so widgets follow. */
import type { AppDocument, FieldPick, StreamQuery, Widget, WindowSource } from "../../document";
import { definitionOf } from "../../widgets/registry";
import { change } from "../draft/edits";
import { FIELDS_MAX, freeAlias } from "../queries/fields/picks";
import { nameAt, typeOf } from "./guess";
import type { Made } from "./make-widget";
import { jsonPath, stepsOf, valueAt } from "./path";
import { isPicked, nameOf, originOf, type Pick, pickedOf } from "./pick";

/** Why no field can be made of it; null: it can. */
export function noField(pick: Pick): string | null {
  const { query, steps } = pick;
  if (steps.length === 0) return "The whole message is no field";
  const origin = originOf(pick);
  if (!origin) return "Where it comes from can't be said";
  if (query.fields.some((field) => isSame(field, origin))) return "It is a field already";
  return query.fields.length >= FIELDS_MAX ? `${FIELDS_MAX} fields is the most` : null;
}

const isSame = (field: FieldPick, { path, of }: { path: string; of: string }): boolean =>
  field.path === path && (field.of === of || of === "message");

/** With a field for the place. Its alias, for those who want to tell. */
export function withField(document: AppDocument, pick: Pick): { document: AppDocument; alias: string } {
  const { query } = pick;
  const origin = originOf(pick);
  if (!origin || noField(pick) !== null) return { document, alias: "" };
  const names = new Names(query, pick);
  const changed = query.fields.length === 0 ? following(document, query, names) : document;
  const type = typeOf(pickedOf(pick), nameOf(pick), pick.now);
  const alias = names.of(origin.path, type, query.explode === "" ? "row" : origin.of);
  return { document: change(changed, "queries", query.name, { fields: names.fields }), alias };
}

/**
 * A widget that was made of a whole message, though the query's rows are fields by now: with those that it needs. What
 * was suggested of messages that came before the first field is so still.
 */
export function withFieldsFor(made: Made, pick: Pick): Made {
  const query = made.document.queries.find((one) => one.name === pick.query.name);
  if (!query || query.fields.length === 0 || isPicked(query, pick.message)) return made;
  const names = new Names(query, pick);
  const widgets = made.document.widgets.map((widget) =>
    widget.name === made.name ? followed(widget, names.follow) : widget,
  );
  return { ...made, document: change({ ...made.document, widgets }, "queries", query.name, { fields: names.fields }) };
}

/** The fields of a query, to which are added those that are asked for. */
class Names {
  readonly fields: FieldPick[];

  constructor(
    query: StreamQuery,
    private readonly pick: Pick,
  ) {
    this.fields = [...query.fields];
  }

  /** The alias of what stands at a path. */
  of(path: string, type: FieldPick["type"], of: FieldPick["of"] = "row"): string {
    const known = this.fields.find((field) => field.path === path && field.of === of);
    if (known) return known.alias;
    const name = nameAt(this.pick.message, stepsOf(path) ?? []);
    const alias = freeAlias(name, new Set(this.fields.map((field) => field.alias)));
    this.fields.push({ path, alias, type, of });
    return alias;
  }

  /** For a path into a whole row, the one into a row of fields. What names no place of a row stays. */
  readonly follow = (path: string): string => {
    const steps = stepsOf(path);
    if (steps === null || steps.length === 0 || this.fields.length >= FIELDS_MAX) return path;
    const { message, now } = this.pick;
    return this.of(jsonPath(steps), typeOf(valueAt(message, steps), nameAt(message, steps), now));
  };
}

/** Widgets that have their rows from this query alone, and the window itself, by fields in place of paths. */
function following(document: AppDocument, query: StreamQuery, names: Names): AppDocument {
  const widgets = document.widgets.map((widget) =>
    isOf(widget, query.name) ? followed(widget, names.follow) : widget,
  );
  const { window, order } = query;
  const changes: Partial<StreamQuery> = {
    ...(window.key ? { window: { ...window, key: `$.${names.follow(window.key)}` } } : {}),
    ...(order ? { order: { ...order, path: `$.${names.follow(order.path)}` } } : {}),
  };
  return change({ ...document, widgets }, "queries", query.name, changes);
}

const sourceOf = (widget: Widget): WindowSource | null =>
  "source" in widget.properties && typeof widget.properties.source === "object" ? widget.properties.source : null;

const isOf = (widget: Widget, query: string): boolean => {
  const source = sourceOf(widget);
  return source?.queries.length === 1 && source.queries[0] === query;
};

function followed(widget: Widget, follow: (path: string) => string): Widget {
  const properties: Record<string, unknown> = { ...widget.properties };
  for (const { key, kind } of definitionOf(widget.type).inspector) {
    const value = properties[key];
    if (kind === "field") properties[key] = follow(value as string);
    if (kind === "fields") properties[key] = (value as string[]).map(follow);
    if (kind === "columns") {
      properties[key] = (value as { field: string }[]).map((column) => ({ ...column, field: follow(column.field) }));
    }
  }
  const source = sourceOf(widget) as WindowSource;
  properties.source = {
    ...source,
    key: follow(source.key),
    order_by: follow(source.order_by),
    where: source.where.map((one) => ({ ...one, field: follow(one.field) })),
  };
  return { ...widget, properties } as unknown as Widget;
}

/** How often code of the app reads this query's rows: it gets other ones with the first field. */
export function readersOf(document: AppDocument, query: string): number {
  const { widgets, scripts, transformers, responders, javascript_queries, queries } = document;
  const text = JSON.stringify([widgets, scripts, transformers, responders, javascript_queries, queries]);
  const reads = new RegExp(`(?<![\\w$.])${query.replaceAll("$", "\\$")}\\s*\\??\\.\\s*(data|messages|entries)\\b`, "g");
  const handlers = queries.find((one) => one.name === query)?.events.filter((one) => one.event === "success") ?? [];
  return (text.match(reads)?.length ?? 0) + handlers.length;
}
