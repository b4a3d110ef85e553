/** One stream query: its tabs, and the buttons that open and close its stream. */
import { Play, Square } from "lucide";
import { useEffect, useState } from "preact/hooks";
import type { StreamQuery } from "../../document";
import { Button, Tabs } from "../../ui";
import { changeQuery } from "../draft/edits";
import { QUERY_EVENTS } from "../events/actions";
import { Handlers } from "../events/handlers";
import { ConfirmDelete } from "../shell/confirm-delete";
import { keyName } from "../shell/shortcuts";
import { useStudio } from "../studio";
import { Connection } from "./connection";
import { Send } from "./send";
import { WindowTab } from "./window";

type Page = "connection" | "send" | "window" | "events";

export function QueryEditor({ query, path }: { query: StreamQuery; path: string }) {
  const studio = useStudio();
  const [page, setPage] = useState<Page>("connection");
  const [busy, setBusy] = useState<"run" | "stop" | null>(null);
  const [deleting, setDeleting] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  useEffect(() => setRefusal(null), [query.name]);

  const status = studio.live.byName.value.get(query.name)?.status.status ?? "idle";
  const running = !["idle", "closed", "failed"].includes(status);
  const changed = studio.changedSinceRun(query);
  const change = (changes: Partial<StreamQuery>, what: string) =>
    studio.draft.edit(`${what} of ${query.name}`, (document) => changeQuery(document, query.name, changes));
  const act = async (kind: "run" | "stop") => {
    setBusy(kind);
    setRefusal(await (kind === "run" ? studio.run(query.name) : studio.disconnect(query.name)));
    setBusy(null);
  };

  return (
    <>
      <Tabs
        label="Query settings"
        value={page}
        onChange={setPage}
        tabs={[
          { id: "connection", label: "Connection" },
          { id: "send", label: "Send", ...(query.on_connect.length ? { count: query.on_connect.length } : {}) },
          { id: "window", label: "Window" },
          { id: "events", label: "Events", ...(query.events.length ? { count: query.events.length } : {}) },
        ]}
        end={
          <>
            {changed && <span class="changed">Changed: run again to apply</span>}
            <Button
              icon={Play}
              busy={busy !== null}
              variant={changed ? "primary" : "default"}
              title={`Save, then open the stream ${running ? "again " : ""}(${keyName("Enter")})`}
              data-testid="query-run"
              onClick={() => act("run")}
            >
              Run
            </Button>
            <Button
              icon={Square}
              busy={busy !== null}
              disabled={!running}
              data-testid="query-stop"
              onClick={() => act("stop")}
            >
              Stop
            </Button>
          </>
        }
      />
      {refusal && (
        <p class="strip fail" role="alert" data-testid="query-error">
          {refusal}
        </p>
      )}
      <div class="scroll" role="tabpanel">
        {page === "connection" && (
          <Connection query={query} path={path} onChange={change} onDelete={() => setDeleting(true)} />
        )}
        {page === "send" && <Send query={query} path={path} onChange={change} />}
        {page === "window" && <WindowTab query={query} path={path} onChange={change} />}
        {page === "events" && (
          <Handlers
            owner={query.name}
            path={path}
            events={QUERY_EVENTS}
            handlers={query.events}
            onChange={(events, what) => change({ events }, what)}
          />
        )}
      </div>
      <ConfirmDelete
        open={deleting}
        name={query.name}
        kind="query"
        onClose={() => setDeleting(false)}
        onConfirm={() => void studio.removeQuery(query.name)}
      />
    </>
  );
}
