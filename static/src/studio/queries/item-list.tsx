/** The queries with their state and rate, then what else has no place on the canvas: transformers, states, responders, the script. */
import { Braces, Eye, Plus, Radio, SquareFunction, Variable } from "lucide";
import type { ComponentChildren } from "preact";
import type { QueryReport } from "../../bridge";
import { countdown, type IconNode, Menu, StatusDot, type StatusName, useNow } from "../../ui";
import { faultsWithin } from "../draft/faults";
import { count, oneLine, rateShort } from "../format";
import { ITEM_GROUPS, type ItemKind, useStudio } from "../studio";

// The document's bounds, of each kind.
const MAX: Record<ItemKind, number> = { query: 100, javascript: 100, transformer: 200, state: 200, responder: 200 };

/** What can be made, in the order of the menu and of the list. */
const KINDS: readonly { kind: ItemKind; label: string; icon: IconNode }[] = [
  { kind: "query", label: "Stream query", icon: Radio },
  { kind: "javascript", label: "JavaScript query", icon: Braces },
  { kind: "transformer", label: "Transformer", icon: SquareFunction },
  { kind: "state", label: "State", icon: Variable },
  { kind: "responder", label: "Data responder", icon: Eye },
];

export function ItemList() {
  const studio = useStudio();
  const document = studio.document.value;
  const { queries, javascript_queries, transformers, states, responders, scripts } = document;
  const faults = studio.draft.faults.value;
  const live = studio.live.state.value;
  const item = studio.item.value;
  const rowOf = (kind: ItemKind, name: string, index: number) => ({
    key: name,
    name,
    chosen: item?.kind === kind && item.name === name,
    wrong: faultsWithin(faults, `${ITEM_GROUPS[kind]}[${index}]`).length > 0,
    onClick: () => {
      studio.item.value = { kind, name };
    },
  });
  return (
    <nav class="items" aria-label="Queries and states">
      <div class="panel-h">
        <h2>Queries</h2>
        <Menu
          label="New query, state or transformer"
          icon={Plus}
          items={KINDS.map(({ kind, label, icon }) => {
            const full = document[ITEM_GROUPS[kind]].length >= MAX[kind];
            return {
              label: full ? `${label} (${MAX[kind]} is the most)` : label,
              icon,
              disabled: full,
              onSelect: () => {
                if (kind === "query") studio.item.value = { kind: "new_query" };
                else studio.addItem(kind);
              },
            };
          })}
        />
      </div>
      <div class="scroll">
        <div class="tree">
          {queries.length + javascript_queries.length === 0 && <p class="tree-empty">No queries yet.</p>}
          {queries.map((query, index) => {
            const { key, ...row } = rowOf("query", query.name, index);
            return <QueryRow key={key} {...row} report={studio.live.byName.value.get(query.name)} />;
          })}
          {javascript_queries.map((query, index) => {
            const { key, ...row } = rowOf("javascript", query.name, index);
            return <Row key={key} {...row} dot={stateOf(live[query.name])} beside="JS" />;
          })}
        </div>
        <Group label="Transformers" count={transformers.length}>
          {transformers.map(({ name }, index) => {
            const { key, ...row } = rowOf("transformer", name, index);
            return <Row key={key} {...row} beside={name in live ? oneLine(valueIn(live[name]), 0) : ""} />;
          })}
        </Group>
        <Group label="States" count={states.length}>
          {states.map(({ name }, index) => {
            const { key, ...row } = rowOf("state", name, index);
            return <Row key={key} {...row} beside={name in live ? oneLine(valueIn(live[name]), 0) : ""} />;
          })}
        </Group>
        <Group label="Data responders" count={responders.length}>
          {responders.map(({ name, events }, index) => {
            const { key, ...row } = rowOf("responder", name, index);
            return <Row key={key} {...row} beside={count(events.length, "handler")} />;
          })}
        </Group>
        <Group label="Script" count={1}>
          <Row
            name="startup"
            chosen={item?.kind === "startup"}
            wrong={faultsWithin(faults, "scripts").length > 0}
            beside={scripts.startup ? "JS" : "empty"}
            onClick={() => {
              studio.item.value = { kind: "startup" };
            }}
          />
        </Group>
      </div>
    </nav>
  );
}

/** A part of the list; nothing while there is none. */
function Group({ label, count, children }: { label: string; count: number; children: ComponentChildren }) {
  if (count === 0) return null;
  return (
    <>
      <div class="tree-head">
        <h3 class="sect">{label}</h3>
      </div>
      <div class="tree">{children}</div>
    </>
  );
}

function valueIn(preview: unknown): unknown {
  return preview && typeof preview === "object" && "value" in preview ? preview.value : preview;
}

/** Of a JavaScript query: whether it runs, as a stream's dot would say it. */
function stateOf(preview: unknown): StatusName {
  const fields = preview && typeof preview === "object" ? (preview as Record<string, unknown>) : {};
  return fields.isFetching === true ? "connecting" : "idle";
}

interface RowProps {
  name: string;
  chosen: boolean;
  wrong: boolean;
  dot?: StatusName;
  beside: string;
  onClick: () => void;
}

function Row({ name, chosen, wrong, dot, beside, onClick }: RowProps) {
  return (
    <button
      type="button"
      class={chosen ? "row sel" : "row"}
      aria-current={chosen || undefined}
      data-testid={`item-${name}`}
      onClick={onClick}
    >
      {dot && (
        <span class="query-dot">
          <StatusDot status={dot} />
        </span>
      )}
      <span class="row-name">{name}</span>
      {wrong ? <i class="dot fail" title="Not valid yet" /> : <span class="v mono">{beside}</span>}
    </button>
  );
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
