/** The app's own names, with their members and live values. */
import type { Preview } from "../../bridge";
import type { Widget } from "../../document";
import { BEHAVIOURS } from "../../widgets/behaviour";
import { definitionOf } from "../../widgets/registry";
import { fieldOf, methodOf } from "./builtins";
import { samplesOf } from "./samples";
import type { Kind, Thing } from "./thing";
import type { World } from "./world";

/** As the engine makes them: `engine/query-api.ts`, `engine/code-query-api.ts`, `engine/state-api.ts`. */
const QUERY_FIELDS: Readonly<Record<string, string>> = {
  data: "the newest message",
  messages: "the window, oldest first",
  status: "text",
  rate: "messages a second",
  entries: "{data, at, offset} of the window",
  lastMessageAt: "ms",
  params: "what it was run with",
  attempt: "number",
  nextRetryAt: "ms",
  latency: "ms",
  received: "number",
  replaced: "number",
  gaps: "messages missing",
  lagging: "boolean",
  behind: "messages",
  code: "why it failed",
  message: "why it failed, in words",
  success: "boolean: it is open",
  isFetching: "boolean: it is being opened",
  extra: "connection, close code …",
  triggerType: "manual or automatic",
  runTime: "ms",
  latestEndTime: "ms",
};
const QUERY_METHODS = ["run", "broadcast", "disconnect()", "forget"];
const SCRIPT_FIELDS: Readonly<Record<string, string>> = {
  data: "what it returned",
  isFetching: "boolean: it runs",
  success: "boolean",
  code: "why it failed",
  message: "why it failed, in words",
  extra: "{running}",
  runTime: "ms",
  latestEndTime: "ms",
  triggerType: "manual or automatic",
};
const SCRIPT_METHODS = ["run", "cancel()", "reset()"];
const STATE_METHODS = ["setValue", "setIn", "reset()"];

/** Every name of the document, what holds data first. */
export function appThings(world: World): Thing[] {
  const { queries, javascript_queries, states, transformers, responders, widgets } = world.document;
  const live = (name: string): Record<string, Preview> => recordOf(world.state[name]);
  const holder = (
    kind: Kind,
    detail: string,
    name: string,
    fields: Readonly<Record<string, string>>,
    methods: readonly string[],
  ): Thing => ({
    name,
    kind,
    detail,
    values: [],
    members: () => [
      ...Object.entries(fields).map(([field, what]) =>
        fieldOf(field, what, field in live(name) ? [live(name)[field]] : []),
      ),
      ...methods.map(methodOf),
    ],
  });
  return [
    ...queries.map(({ name }): Thing => {
      const thing = holder("query", "stream query", name, QUERY_FIELDS, QUERY_METHODS);
      return { ...thing, members: () => withSamples(thing.members?.() ?? [], name, world) };
    }),
    ...states.map(({ name }) => holder("state", "state", name, { value: "its value" }, STATE_METHODS)),
    ...javascript_queries.map(({ name }) =>
      holder("javascript", "JavaScript query", name, SCRIPT_FIELDS, SCRIPT_METHODS),
    ),
    ...transformers.map(({ name }) => holder("transformer", "transformer", name, { value: "its value" }, [])),
    ...responders.map(({ name }) => holder("responder", "data responder", name, { data: "what it watches" }, [])),
    ...widgets.map((widget) =>
      holder(
        "widget",
        definitionOf(widget.type).label.toLowerCase(),
        widget.name,
        widgetFields(widget),
        methodsOf(widget),
      ),
    ),
  ];
}

/** What is read of a widget: first what its viewer changes, then its bindings. */
function widgetFields({ type }: Widget): Record<string, string> {
  const { state = {}, templates } = BEHAVIOURS[type];
  return {
    ...Object.fromEntries(templates.map((name) => [name, "property"])),
    ...Object.fromEntries(Object.entries(state).map(([name, { kind }]) => [name, kind === "any" ? "entered" : kind])),
  };
}

const methodsOf = ({ type }: Widget): string[] =>
  Object.entries(BEHAVIOURS[type].methods ?? {}).map(([name, spec]) => (takes(name, spec) ? name : `${name}()`));

const takes = (name: string, spec: object): boolean =>
  ("set" in spec && !("to" in spec)) || /^(?:set|select|scrollToRow|post|dispatch)/.test(name);

/** Messages say more than the preview of a window, which ends four levels down. */
function withSamples(members: readonly Thing[], query: string, world: World): Thing[] {
  const samples = samplesOf(query, world);
  if (samples.length === 0) return [...members];
  return members.map((member) => {
    if (member.name === "data") return { ...member, values: samples };
    if (member.name === "messages") return { ...member, values: [[...samples].reverse()], alike: true };
    if (member.name === "entries") {
      const entry = (data: unknown) => ({ data, at: 0, offset: 0 });
      return { ...member, values: [samples.map(entry).reverse()], alike: true };
    }
    return member;
  });
}

export function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** The members that code may say of each name of the app; there are no others. */
export function memberNames(thing: Thing): string[] {
  return (thing.members?.() ?? []).map((member) => member.name);
}
