/** Every name app code can say, with its live value. Lists and objects open on a click. */
import { useState } from "preact/hooks";
import type { Preview, QueryReport } from "../../bridge";
import { EmptyState, Skeleton, StatusDot } from "../../ui";
import { BEHAVIOURS } from "../../widgets/behaviour";
import { namesOf } from "../draft/naming";
import { oneLine } from "../format";
import { useStudio } from "../studio";
import { Leaf, Node } from "./value-tree";

/** Of a query, these are shown from its report: they are exact where a preview is cut short. */
const REPORTED = new Set(["status", "rate", "messages", "gaps", "data", "entries"]);

/** The engine previews a function as its name after this sign; what can be called is not a value. */
const isFunction = (value: Preview): boolean => typeof value === "string" && value.startsWith("ƒ ");

export function StateBrowser() {
  const { live, document } = useStudio();
  const state = live.state.value;
  if (!live.started.value && Object.keys(state).length === 0) return <Skeleton lines={5} />;
  const { queries, javascript_queries, states, transformers, responders, widgets } = document.value;
  const logic = [...states, ...transformers, ...responders];
  const known = namesOf(document.value);
  const others = Object.keys(state).filter((name) => !known.has(name) && !isFunction(state[name]));
  const holders = widgets.filter((widget) => BEHAVIOURS[widget.type].state && widget.name in state);
  if (queries.length + javascript_queries.length + logic.length + holders.length + others.length === 0) {
    return <EmptyState text="Queries, temporary states and inputs show their values here." />;
  }
  return (
    <div class="tree mono state">
      {queries.map((query) => (
        <QueryEntry
          key={query.name}
          name={query.name}
          report={live.byName.value.get(query.name)}
          value={state[query.name]}
        />
      ))}
      {javascript_queries.map(({ name }) => (
        <Entry key={name} name={name} value={picked(state[name], SCRIPT_FIELDS)} />
      ))}
      {logic.map((item) => (
        <Entry key={item.name} name={item.name} value={state[item.name]} />
      ))}
      {holders.map((widget) => (
        <Entry key={widget.name} name={widget.name} value={picked(state[widget.name], BEHAVIOURS[widget.type].state)} />
      ))}
      {others.map((name) => (
        <Node key={name} name={name} value={state[name]} depth={0} />
      ))}
    </div>
  );
}

/** Of a JavaScript query; the rest is there to be read by app code. */
const SCRIPT_FIELDS = { data: true, isFetching: true, success: true, message: true, runTime: true };

/** Only these fields: of a widget, what its viewer has changed; its properties are shown by the inspector. */
function picked(preview: Preview, fields: object = {}): Preview {
  if (preview === null || typeof preview !== "object") return preview;
  return Object.fromEntries(Object.entries(preview).filter(([key]) => key in fields));
}

function QueryEntry({ name, report, value }: { name: string; report: QueryReport | undefined; value: Preview }) {
  const [open, setOpen] = useState(true);
  const [all, setAll] = useState(false);
  const fields = (value && typeof value === "object" ? value : {}) as Record<string, Preview>;
  const others = Object.keys(fields).filter((key) => !REPORTED.has(key) && !isFunction(fields[key]));
  const status = report?.status.status ?? "idle";
  return (
    <>
      <button type="button" class="row" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span class="query-dot" data-query={name} data-status={status}>
          <StatusDot status={status} />
        </span>
        <span class="row-name">{name}</span>
      </button>
      {open && (
        <>
          <Leaf name="status" text={`"${status}"`} depth={1} />
          {report && (
            <>
              <Leaf name="rate" text={`${report.rate.toFixed(1)}/s`} depth={1} />
              <Node name="data" value={fields.data} depth={1} />
              <Leaf name="messages" text={`${report.messages} of ${report.window}`} depth={1} />
              <Leaf name="gaps" text={report.gaps.toLocaleString("en-US")} depth={1} />
            </>
          )}
          {all && others.map((key) => <Node key={key} name={key} value={fields[key]} depth={1} />)}
          {others.length > 0 && (
            <button type="button" class="row more" aria-expanded={all} onClick={() => setAll(!all)}>
              {all ? "Fewer" : `${others.length} more`}
            </button>
          )}
        </>
      )}
    </>
  );
}

/** A state, a transformer, a JavaScript query, a widget: its own fields stand under it, as app code says them. */
function Entry({ name, value }: { name: string; value: Preview }) {
  const [open, setOpen] = useState(true);
  const fields =
    value && typeof value === "object" && !Array.isArray(value)
      ? Object.entries(value).filter(([, field]) => !isFunction(field))
      : [];
  return (
    <>
      <button type="button" class="row" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span class="row-name">{name}</span>
        {!open && <span class="v">{oneLine(Object.fromEntries(fields))}</span>}
      </button>
      {open && fields.map(([key, field]) => <Node key={key} name={key} value={field} depth={1} />)}
    </>
  );
}
