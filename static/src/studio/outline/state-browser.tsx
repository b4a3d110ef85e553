/** Every name app code can say, with its live value. Lists and objects open on a click. */
import { useState } from "preact/hooks";
import type { Preview, QueryReport } from "../../bridge";
import { EmptyState, Skeleton, StatusDot } from "../../ui";
import { oneLine } from "../format";
import { useStudio } from "../studio";

/** Of a query, these are shown from its report: they are exact where a preview is cut short. */
const REPORTED = new Set(["status", "rate", "messages", "gaps", "data"]);

export function StateBrowser() {
  const { live, document } = useStudio();
  const state = live.state.value;
  if (!live.started.value && Object.keys(state).length === 0) return <Skeleton lines={5} />;
  const { queries, states, widgets } = document.value;
  const known = new Set([...queries, ...states, ...widgets].map((item) => item.name));
  const others = Object.keys(state).filter((name) => !known.has(name));
  if (known.size === 0 && others.length === 0) {
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
      {[...states, ...widgets]
        .filter((item) => item.name in state || states.some((one) => one.name === item.name))
        .map((item) => (
          <Entry
            key={item.name}
            name={item.name}
            value={state[item.name]}
            open={states.some((one) => one.name === item.name)}
          />
        ))}
      {others.map((name) => (
        <Node key={name} name={name} value={state[name]} depth={0} />
      ))}
    </div>
  );
}

function QueryEntry({ name, report, value }: { name: string; report: QueryReport | undefined; value: Preview }) {
  const [open, setOpen] = useState(true);
  const fields = (value && typeof value === "object" ? value : {}) as Record<string, Preview>;
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
          {Object.keys(fields)
            .filter((key) => !REPORTED.has(key) && key !== "entries")
            .map((key) => (
              <Node key={key} name={key} value={fields[key]} depth={1} quiet />
            ))}
        </>
      )}
    </>
  );
}

/** A state or a widget: its own fields stand under it, as app code says them. */
function Entry({ name, value, open: initially }: { name: string; value: Preview; open: boolean }) {
  const [open, setOpen] = useState(initially);
  const fields = value && typeof value === "object" && !Array.isArray(value) ? Object.entries(value) : [];
  return (
    <>
      <button type="button" class="row" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span class="row-name">{name}</span>
        {!open && <span class="v">{oneLine(value)}</span>}
      </button>
      {open && fields.map(([key, field]) => <Node key={key} name={key} value={field} depth={1} />)}
    </>
  );
}

interface NodeProps {
  name: string;
  value: Preview;
  depth: number;
  /** Not shown while it is empty. */
  quiet?: boolean;
}

function Node({ name, value, depth, quiet }: NodeProps) {
  const [open, setOpen] = useState(false);
  if (quiet && (value === null || value === undefined || value === 0)) return null;
  if (value === null || typeof value !== "object" || Object.keys(value).length === 0) {
    return <Leaf name={name} text={oneLine(value)} depth={depth} />;
  }
  return (
    <>
      <button
        type="button"
        class="row"
        style={{ paddingLeft: `${6 + depth * 16}px` }}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <span class="row-key">{name}</span>
        {!open && <span class="v">{oneLine(value)}</span>}
      </button>
      {open && Object.entries(value).map(([key, item]) => <Node key={key} name={key} value={item} depth={depth + 1} />)}
    </>
  );
}

function Leaf({ name, text, depth }: { name: string; text: string; depth: number }) {
  return (
    <div class="row" style={{ paddingLeft: `${6 + depth * 16}px` }}>
      <span class="row-key">{name}</span>
      <span class="v num" title={text}>
        {text}
      </span>
    </div>
  );
}
