/** One stream query: its tabs, and the buttons that open and close its stream. */
import { FlaskConical, Play, Square } from "lucide";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { StreamQuery } from "../../document";
import { Button, Tabs } from "../../ui";
import { CodeScopeProvider } from "../code/world";
import { keysOf } from "../commands/all";
import { keyText } from "../commands/keys";
import { change } from "../draft/edits";
import { faultAt } from "../draft/faults";
import { QUERY_EVENTS } from "../events/actions";
import { Handlers } from "../events/handlers";
import { useLedTo } from "../finder";
import type { CodeScope } from "../language/world";
import { useStudio } from "../studio";
import { Advanced } from "./advanced";
import { DeliveryTab } from "./delivery";
import { Fields } from "./fields/fields";
import { General } from "./general/general";
import { Probe } from "./probe/probe";
import { Sending } from "./sending/sending";
import { Settings } from "./settings/settings";
import type { TabProps } from "./tab-props";
import { type Page, pageOf, tabsOf } from "./tabs";
import { WindowTab } from "./window/window";

/** Here the server fills in what stands in braces; elsewhere they are bindings of the app. */
const OF_THE_SERVER: ReadonlySet<Page> = new Set(["general", "messages"]);
const OF_THE_APP: CodeScope = {};

export function QueryEditor({ query, path }: { query: StreamQuery; path: string }) {
  const studio = useStudio();
  const [page, setPage] = useState<Page>("general");
  const [busy, setBusy] = useState<"run" | "stop" | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [testing, setTesting] = useState(false);
  const led = useLedTo(path);
  const scope = useMemo(() => ({ definition: query }), [query]);
  useEffect(() => studio.secrets.want(), [studio]);
  useEffect(() => {
    const page = led && pageOf(led);
    if (!page) return;
    setTesting(false);
    setPage(page);
  }, [led]);
  useEffect(() => {
    setRefusal(null);
    setTesting(false);
  }, [query.name]);

  const faults = studio.draft.faults.value;
  const whole = faultAt(faults, path);
  const status = studio.live.byName.value.get(query.name)?.status.status ?? "idle";
  const running = !["idle", "closed", "failed"].includes(status);
  const changed = studio.changedSinceRun(query);
  const set = (changes: Partial<StreamQuery>, what: string) =>
    studio.draft.edit(`${what} of ${query.name}`, (document) => change(document, "queries", query.name, changes));
  const act = async (kind: "run" | "stop") => {
    setBusy(kind);
    setRefusal(await (kind === "run" ? studio.run(query.name) : studio.disconnect(query.name)));
    setBusy(null);
  };

  return (
    <>
      <Tabs
        label="Query settings"
        value={testing ? null : page}
        onChange={(next) => {
          setTesting(false);
          setPage(next);
        }}
        tabs={tabsOf(query, path, faults)}
        end={
          <>
            {changed && <span class="changed">Changed: run again to apply</span>}
            <Button
              class="test-button"
              icon={FlaskConical}
              pressed={testing}
              title="Dial the server once, as typed, and show each step"
              data-testid="query-test"
              onClick={() => setTesting(!testing)}
            >
              Test
            </Button>
            <Button
              icon={Play}
              busy={busy !== null}
              variant={changed ? "primary" : "default"}
              title={`Save, then open the stream ${running ? "again " : ""}(${keyText(keysOf("query.run"))})`}
              class={changed ? "run-again" : ""}
              data-testid="query-run"
              onClick={() => act("run")}
            >
              {changed ? "Run again" : "Run"}
            </Button>
            <Button
              icon={Square}
              busy={busy !== null}
              disabled={!running}
              title="Close the stream"
              data-testid="query-stop"
              onClick={() => act("stop")}
            >
              Disconnect
            </Button>
          </>
        }
      />
      {refusal && (
        <p class="strip fail" role="alert" data-testid="query-error">
          {refusal}
        </p>
      )}
      {whole && (
        <p class="strip fail" role="alert">
          {whole}
        </p>
      )}
      <div
        class="scroll"
        role="tabpanel"
        aria-label={testing ? "Test" : `Settings: ${page}`}
        key={`${query.name} ${page}`}
      >
        {testing ? (
          <Probe query={query} onClose={() => setTesting(false)} />
        ) : (
          <CodeScopeProvider value={OF_THE_SERVER.has(page) ? scope : OF_THE_APP}>
            <Chosen page={page} query={query} path={path} onChange={set} />
          </CodeScopeProvider>
        )}
      </div>
    </>
  );
}

function Chosen({ page, ...tab }: TabProps & { page: Page }) {
  switch (page) {
    case "general":
      return <General {...tab} />;
    case "settings":
      return <Settings {...tab} />;
    case "messages":
      return <Sending {...tab} />;
    case "fields":
      return <Fields {...tab} />;
    case "window":
      return <WindowTab {...tab} />;
    case "delivery":
      return <DeliveryTab {...tab} />;
    case "events":
      return (
        <Handlers
          owner={tab.query.name}
          path={tab.path}
          events={QUERY_EVENTS}
          handlers={tab.query.events}
          onChange={(events, what) => tab.onChange({ events }, what)}
        />
      );
    case "advanced":
      return <Advanced {...tab} />;
  }
}
