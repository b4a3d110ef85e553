/** What a piece of code is given where it stands: `event` of a handler, `args` of a query, `item` of a row. */
import { groupOf } from "../draft/edits";
import { recordOf } from "./app-things";
import { fieldOf } from "./builtins";
import { samplesOf } from "./samples";
import type { Thing } from "./thing";
import type { World } from "./world";

/** As the engine fires them: `engine/teller.ts`, `engine/status.ts`, `engine/code-query.ts`, `engine/responder.ts`. */
const CONNECTION = "connection code reason message attempt nextRetryAt".split(" ");
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  "queries success": ["data", "offset", "key"],
  "queries open": CONNECTION,
  "queries close": CONNECTION,
  "queries reconnecting": CONNECTION,
  "queries error": ["code", "message", "sample"],
  "queries gap": ["from", "to", "count"],
  "javascript_queries success": ["data"],
  "javascript_queries failure": ["code", "message"],
  "responders data_change": ["data", "previous"],
};

export function givenThings(world: World): Thing[] {
  const { event, args, row } = world.scope;
  const things: Thing[] = [];
  if (event)
    things.push({
      name: "event",
      kind: "event",
      detail: `of ${event.owner}, ${event.name}`,
      values: [sampleEvent(world)],
    });
  if (args)
    things.push({
      name: "args",
      kind: "event",
      detail: "its arguments",
      values: [],
      members: () => args.map((one) => fieldOf(one.name, one.value)),
    });
  if (row) {
    things.push({ name: "item", kind: "event", detail: "the row", values: rowsOf(row, world).slice(-1) });
    things.push({ name: "index", kind: "event", detail: "of the row, from 0", values: [0] });
  }
  return things;
}

/** An event as it would come now, as far as that is known. */
export function sampleEvent(world: World): Record<string, unknown> {
  const { event, ...rest } = world.scope;
  if (!event) return rest;
  const { owner, name: type } = event;
  const group = groupOf(world.document, owner);
  const common = { type, at: Date.now(), replay: false };
  if (group === "widgets") return { ...common, widget: owner, data: widgetData(owner, type, world) };
  const fields = Object.fromEntries((FIELDS[`${group} ${type}`] ?? ["data"]).map((field) => [field, null as unknown]));
  if ("data" in fields) fields.data = dataOf(owner, group, world);
  const origin = group === "responders" ? {} : { query: owner };
  return { ...common, ...origin, ...fields };
}

function dataOf(owner: string, group: string | undefined, world: World): unknown {
  if (group === "queries") return samplesOf(owner, world)[0] ?? null;
  return recordOf(world.state[owner]).data ?? null;
}

/** Of a click on a row, such a row; of a change, what is entered. */
function widgetData(name: string, type: string, world: World): unknown {
  const state = recordOf(world.state[name]);
  if (/row|item|line/.test(type)) return rowsOf(name, world).at(-1) ?? null;
  if (type === "point_click") return { row: rowsOf(name, world).at(-1) ?? null, series: "", x: null, y: null };
  return state.value ?? null;
}

/** The rows of a widget: those of its binding, else what the queries of its source have sent. */
export function rowsOf(name: string, world: World): unknown[] {
  const bound = world.values[`${name}.data`];
  if (Array.isArray(bound)) return bound;
  const widget = world.document.widgets.find((one) => one.name === name);
  const source = widget && "source" in widget.properties ? widget.properties.source : null;
  const queries = source && typeof source === "object" ? source.queries : [];
  return queries.flatMap((query) => samplesOf(query, world).slice(0, 1));
}
