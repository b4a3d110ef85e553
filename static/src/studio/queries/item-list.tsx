/** The queries with their state and rate, the temporary states, the start-up script. */
import { Plus } from "lucide";
import type { QueryReport } from "../../bridge";
import { countdown, IconButton, StatusDot, useNow } from "../../ui";
import { faultsWithin } from "../draft/faults";
import { oneLine, rateShort } from "../format";
import { type Item, useStudio } from "../studio";

const QUERIES_MAX = 100; // the document's
const STATES_MAX = 200; // likewise

export function ItemList() {
  const studio = useStudio();
  const { queries, states, scripts } = studio.document.value;
  const faults = studio.draft.faults.value;
  const item = studio.item.value;
  const show = (next: Item) => {
    studio.item.value = next;
  };
  const chosen = (kind: "query" | "state", name: string) => item?.kind === kind && item.name === name;
  return (
    <nav class="items" aria-label="Queries and states">
      <div class="panel-h">
        <h2>Queries</h2>
        <IconButton
          icon={Plus}
          label={queries.length >= QUERIES_MAX ? `${QUERIES_MAX} queries is the most` : "New stream query"}
          disabled={queries.length >= QUERIES_MAX}
          data-testid="add-query"
          onClick={() => show({ kind: "new_query" })}
        />
      </div>
      <div class="scroll">
        <div class="tree">
          {queries.length === 0 && <p class="tree-empty">No queries yet.</p>}
          {queries.map((query, index) => (
            <QueryRow
              key={query.name}
              name={query.name}
              report={studio.live.byName.value.get(query.name)}
              chosen={chosen("query", query.name)}
              wrong={faultsWithin(faults, `queries[${index}]`).length > 0}
              onClick={() => show({ kind: "query", name: query.name })}
            />
          ))}
        </div>
        <div class="tree-head">
          <h3 class="sect">States</h3>
          <IconButton
            icon={Plus}
            label={states.length >= STATES_MAX ? `${STATES_MAX} states is the most` : "New temporary state"}
            disabled={states.length >= STATES_MAX}
            data-testid="add-state"
            onClick={() => studio.addState()}
          />
        </div>
        <div class="tree">
          {states.length === 0 && <p class="tree-empty">Values that handlers set.</p>}
          {states.map((state, index) => (
            <button
              key={state.name}
              type="button"
              class={chosen("state", state.name) ? "row sel" : "row"}
              aria-current={chosen("state", state.name) || undefined}
              data-testid={`item-${state.name}`}
              onClick={() => show({ kind: "state", name: state.name })}
            >
              <span class="row-name">{state.name}</span>
              {faultsWithin(faults, `states[${index}]`).length > 0 && <i class="dot fail" title="Not valid yet" />}
              {state.name in studio.live.state.value && (
                <span class="v mono">{oneLine(valueIn(studio.live.state.value[state.name]), 0)}</span>
              )}
            </button>
          ))}
        </div>
        <div class="tree-head">
          <h3 class="sect">Script</h3>
        </div>
        <div class="tree">
          <button
            type="button"
            class={item?.kind === "startup" ? "row sel" : "row"}
            aria-current={item?.kind === "startup" || undefined}
            data-testid="item-startup"
            onClick={() => show({ kind: "startup" })}
          >
            <span class="row-name">startup</span>
            {faultsWithin(faults, "scripts").length > 0 && <i class="dot fail" title="Not valid yet" />}
            <span class="v mono">{scripts.startup ? "JS" : "empty"}</span>
          </button>
        </div>
      </div>
    </nav>
  );
}

function valueIn(preview: unknown): unknown {
  return preview && typeof preview === "object" && "value" in preview ? preview.value : preview;
}

interface QueryRowProps {
  name: string;
  report: QueryReport | undefined;
  chosen: boolean;
  wrong: boolean;
  onClick: () => void;
}

function QueryRow({ name, report, chosen, wrong, onClick }: QueryRowProps) {
  const status = report?.status;
  const retrying = status?.status === "retrying";
  const now = useNow(retrying);
  const beside = !status
    ? ""
    : status.status === "open"
      ? rateShort(report.rate)
      : retrying && status.next_retry_at !== null
        ? `retry ${countdown(status.next_retry_at, now).replace("in ", "")}`
        : status.status === "idle"
          ? ""
          : status.status;
  return (
    <button
      type="button"
      class={chosen ? "row sel" : "row"}
      aria-current={chosen || undefined}
      data-testid={`item-${name}`}
      title={status?.message ?? name}
      onClick={onClick}
    >
      <span class="query-dot" data-query={name} data-status={status?.status ?? "idle"}>
        <StatusDot status={status?.status ?? "idle"} />
      </span>
      <span class="row-name">{name}</span>
      {wrong ? <i class="dot fail" title="Not valid yet" /> : <span class="v num rate">{beside}</span>}
    </button>
  );
}
