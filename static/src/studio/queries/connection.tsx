/** How the stream is opened: address, sharing, format, handshake. */
import { Trash2 } from "lucide";
import { useState } from "preact/hooks";
import type { StreamQuery } from "../../document";
import { Checkbox, countdown, Field, IconButton, Select, StatusDot, useNow } from "../../ui";
import { faultAt, faultsWithin } from "../draft/faults";
import { faultOfName } from "../draft/naming";
import { duration } from "../format";
import { TextList } from "../inspector/text-list";
import { NameInput } from "../shell/name";
import { useStudio } from "../studio";
import { Pairs } from "./pairs";
import type { TabProps } from "./tab-props";

const SCOPES = [
  { value: "session", label: "One connection per viewer session" },
  { value: "shared", label: "One connection for all viewers" },
] as const;
const FORMATS = [
  { value: "json", label: "JSON" },
  { value: "text", label: "Text" },
] as const;
const SUBPROTOCOLS_MAX = 10; // the definition's

export function Connection({ query, path, onChange, onDelete }: TabProps & { onDelete: () => void }) {
  const studio = useStudio();
  const faults = studio.draft.faults.value;
  const urlFault = faultAt(faults, `${path}.url`);
  const handshake = ["query_parameters", "headers", "subprotocols"].some(
    (field) => faultsWithin(faults, `${path}.${field}`).length > 0,
  );
  const used = query.query_parameters.length + query.headers.length + query.subprotocols.length;
  const [opened, setOpened] = useState(false);
  return (
    <div class="form">
      <Field label="URL" wide error={urlFault}>
        {(id) => (
          <div class="url input mono">
            <input
              id={id}
              value={query.url}
              spellcheck={false}
              autocomplete="off"
              placeholder="wss://"
              aria-invalid={urlFault !== null || undefined}
              data-testid="query-url"
              onInput={(event) => onChange({ url: event.currentTarget.value.trim() }, "Change the URL")}
            />
            <LiveStatus query={query} />
          </div>
        )}
      </Field>
      <Reason query={query} />
      <div class="thirds wide">
        <Field label="Share" error={faultAt(faults, `${path}.scope`)}>
          {(id) => (
            <Select
              id={id}
              value={query.scope}
              options={SCOPES}
              onChange={(scope) => onChange({ scope }, "Change the sharing")}
            />
          )}
        </Field>
        <Field label="Messages are" error={faultAt(faults, `${path}.format`)}>
          {(id) => (
            <Select
              id={id}
              value={query.format}
              options={FORMATS}
              onChange={(format) => onChange({ format }, "Change the format")}
            />
          )}
        </Field>
        <Field label="Name">
          {(id) => (
            <NameInput
              id={id}
              value={query.name}
              label="Query name"
              class="mono"
              testId="query-name"
              check={(name) => faultOfName(name, query.name, studio.names.value)}
              onCommit={(name) => studio.rename(query.name, name)}
            />
          )}
        </Field>
      </div>
      <div class="checks wide">
        <Checkbox
          checked={query.run_on_load}
          label="Run when the app opens"
          onChange={(run_on_load) => onChange({ run_on_load }, "Change the start")}
        />
        <Checkbox
          checked={query.reconnect}
          label="Reconnect when the connection is lost"
          onChange={(reconnect) => onChange({ reconnect }, "Change the reconnecting")}
        />
        <IconButton icon={Trash2} label={`Delete ${query.name}`} data-testid="delete-query" onClick={onDelete} />
      </div>
      <details
        class="wide disclosure"
        open={opened || handshake || used > 0}
        onToggle={(event) => setOpened(event.currentTarget.open)}
      >
        <summary>Parameters, headers and subprotocols</summary>
        <div class="form flush">
          <Pairs
            label="Query parameters"
            addLabel="Add a parameter"
            pairs={query.query_parameters}
            path={`${path}.query_parameters`}
            namePlaceholder="token"
            testId="parameter"
            onChange={(query_parameters) => onChange({ query_parameters }, "Change the parameters")}
          />
          <Pairs
            label="Headers"
            addLabel="Add a header"
            pairs={query.headers}
            path={`${path}.headers`}
            namePlaceholder="Authorization"
            testId="header"
            onChange={(headers) => onChange({ headers }, "Change the headers")}
          />
          <TextList
            label="Subprotocols"
            addLabel="Add a subprotocol"
            items={query.subprotocols}
            path={`${path}.subprotocols`}
            placeholder="graphql-transport-ws"
            max={SUBPROTOCOLS_MAX}
            onChange={(subprotocols) => onChange({ subprotocols }, "Change the subprotocols")}
          />
        </div>
      </details>
    </div>
  );
}

/** At the right end of the URL: the state of its stream and since when. */
function LiveStatus({ query }: { query: StreamQuery }) {
  const report = useStudio().live.byName.value.get(query.name);
  const now = useNow(report !== undefined);
  const status = report?.status;
  const name = status?.status ?? "idle";
  const text =
    status?.status === "open"
      ? `open · ${duration(now - status.at)}`
      : status?.status === "retrying" && status.next_retry_at !== null
        ? `retrying ${countdown(status.next_retry_at, now)}`
        : name;
  return (
    <span class="url-status num" data-query={query.name} data-status={name} data-testid="query-status">
      <StatusDot status={name} />
      {text}
    </span>
  );
}

/** Why the stream is not open, in the hub's words. */
function Reason({ query }: { query: StreamQuery }) {
  const status = useStudio().live.byName.value.get(query.name)?.status;
  if (!status?.message || !["failed", "retrying", "connecting", "degraded"].includes(status.status)) return null;
  return (
    <p class={`reason wide ${status.status === "failed" ? "fail" : "busy"}`} role="status">
      {status.message}
      {status.attempt > 1 && ` (attempt ${status.attempt})`}
    </p>
  );
}
