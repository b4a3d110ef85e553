/** What the state browser lists: the app's names in the order of its parts, and the globals of its own making. */
import type { Preview, QueryReport } from "../../bridge";
import { BEHAVIOURS } from "../../widgets/behaviour";
import type { Studio } from "../studio";
import type { Field, Root } from "./state-rows";

/** Of a query, these are shown from its report: they are exact where a preview is cut short. */
const REPORTED = new Set(["status", "rate", "messages", "gaps", "data", "entries"]);
/** Of a JavaScript query; the rest is there to be read by app code. */
const SCRIPT_FIELDS = ["data", "isFetching", "success", "message", "runTime"];

/** The engine previews a function as its name after this sign; what can be called is not a value. */
const isFunction = (value: Preview): boolean => typeof value === "string" && value.startsWith("ƒ ");

export function stateRoots({ live, document, names }: Pick<Studio, "live" | "document" | "names">): Root[] {
  const state = live.state.value;
  const { queries, javascript_queries, states, transformers, responders, widgets } = document.value;
  const known = names.value;
  const others = Object.keys(state).filter((name) => !known.has(name) && !isFunction(state[name]));
  const holders = widgets.filter((widget) => BEHAVIOURS[widget.type].state && widget.name in state);
  return [
    ...queries.map(({ name }) => queryRoot(name, live.byName.value.get(name), state[name])),
    ...javascript_queries.map(({ name }) => ({ name, fields: picked(state[name], SCRIPT_FIELDS) })),
    ...[...states, ...transformers, ...responders].map(({ name }) => ({ name, fields: fieldsOf(state[name]) })),
    ...holders.map(({ name, type }) => ({
      name,
      // Of a widget, what its viewer has changed; its properties are shown by the inspector.
      fields: picked(state[name], Object.keys(BEHAVIOURS[type].state ?? {})),
    })),
    ...others.map((name) => ({ name, fields: fieldsOf(state[name]) })),
  ];
}

function queryRoot(name: string, report: QueryReport | undefined, value: Preview): Root {
  const status = report?.status.status ?? "idle";
  const fields: Field[] = [{ key: "status", value: status }];
  const all = fieldsOf(value);
  if (report) {
    const data = all.find((field) => field.key === "data")?.value ?? null;
    const messages = all.find((field) => field.key === "messages")?.value ?? [];
    fields.push(
      { key: "rate", value: report.rate, text: `${report.rate.toFixed(1)}/s` },
      { key: "data", value: data },
      { key: "messages", value: messages, text: `${report.messages} of ${report.window}` },
      { key: "gaps", value: report.gaps, text: report.gaps.toLocaleString("en-US") },
    );
  }
  return { name, fields, status, others: all.filter((field) => !REPORTED.has(field.key)) };
}

function fieldsOf(value: Preview): Field[] {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return [];
  return Object.entries(value)
    .filter(([, field]) => !isFunction(field))
    .map(([key, field]) => ({ key, value: field }));
}

const picked = (value: Preview, keys: readonly string[]): Field[] =>
  fieldsOf(value).filter((field) => keys.includes(field.key));
