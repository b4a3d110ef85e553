/** One JavaScript query: its code with what it returned last, its arguments, settings and events. */
import { Play, Square } from "lucide";
import { useEffect, useState } from "preact/hooks";
import type { JavaScriptQuery } from "../../../document";
import { Button, type Tab, Tabs } from "../../../ui";
import { keysOf } from "../../commands/all";
import { keyText } from "../../commands/keys";
import { change } from "../../draft/edits";
import { faultAt, faultsWithin } from "../../draft/faults";
import { JAVASCRIPT_EVENTS } from "../../events/actions";
import { Handlers } from "../../events/handlers";
import { useLedTo } from "../../finder";
import { useStudio } from "../../studio";
import { Pairs } from "../general/pairs";
import { ItemHead } from "../item-head";
import { Settings } from "../settings/settings";
import { CodePage } from "./code-page";

type Page = "code" | "arguments" | "settings" | "events";

/** The fields of each page: a fault of one marks it. */
const FIELDS: Record<Page, readonly string[]> = {
  code: ["code"],
  arguments: ["arguments"],
  settings: ["run_on_load", "triggers", "notifications", "confirm", "timeout_ms", "periodic_ms", "cancel_previous"],
  events: ["events"],
};
const LABELS: Record<Page, string> = {
  code: "Code",
  arguments: "Arguments",
  settings: "Triggers & settings",
  events: "Events",
};
const ARGUMENTS_MAX = 30; // the document's

export function JavaScriptEditor({ query, path }: { query: JavaScriptQuery; path: string }) {
  const studio = useStudio();
  const [page, setPage] = useState<Page>("code");
  const [refusal, setRefusal] = useState<string | null>(null);
  const led = useLedTo(path);
  useEffect(() => {
    const has = (field: string) => led?.startsWith(field);
    const there = led && (Object.keys(FIELDS) as Page[]).find((one) => FIELDS[one].some(has));
    if (there) setPage(there);
  }, [led]);
  const faults = studio.draft.faults.value;
  const running = studio.runs.results.value.get(query.name)?.kind === "running";
  const set = (changes: Partial<JavaScriptQuery>, what: string) =>
    studio.draft.edit(`${what} of ${query.name}`, (document) =>
      change(document, "javascript_queries", query.name, changes),
    );
  const counts: Partial<Record<Page, number>> = { arguments: query.arguments.length, events: query.events.length };
  const tabs = (Object.keys(LABELS) as Page[]).map((id): Tab<Page> => {
    const wrong = FIELDS[id].flatMap((field) => faultsWithin(faults, `${path}.${field}`)).length;
    return {
      id,
      label: LABELS[id],
      ...(counts[id] ? { count: counts[id] } : {}),
      ...(wrong ? { wrong: wrong === 1 ? "1 problem" : `${wrong} problems` } : {}),
    };
  });
  return (
    <>
      <ItemHead
        what="JavaScript query"
        name={query.name}
        hook="javascript"
        fault={faultAt(faults, path) ?? faultAt(faults, `${path}.name`) ?? refusal}
      >
        <Button
          icon={Play}
          busy={running}
          title={`Save, then run it (${keyText(keysOf("query.run"))})`}
          data-testid="javascript-run"
          onClick={async () => {
            setPage("code");
            setRefusal(await studio.run(query.name));
          }}
        >
          Run
        </Button>
        {running && (
          <Button
            icon={Square}
            title="Cancel the run"
            data-testid="javascript-cancel"
            onClick={async () => setRefusal(await studio.disconnect(query.name))}
          >
            Cancel
          </Button>
        )}
      </ItemHead>
      <Tabs label="JavaScript query settings" value={page} onChange={setPage} tabs={tabs} />
      {page === "code" ? (
        <CodePage key={query.name} query={query} path={path} onChange={set} />
      ) : (
        <div class="scroll" role="tabpanel" aria-label={LABELS[page]} key={`${query.name} ${page}`}>
          {page === "arguments" && (
            <div class="form">
              <p class="field-hint wide">
                The code reads them as <code>args.{query.arguments[0]?.name || "name"}</code>. Whoever runs it may give
                others:{" "}
                <code>
                  await {query.name}.run({"{ … }"})
                </code>
                .
              </p>
              <Pairs
                label="Arguments"
                addLabel="Add an argument"
                pairs={query.arguments}
                path={`${path}.arguments`}
                namePlaceholder="pair"
                max={ARGUMENTS_MAX}
                testId="script-argument"
                onChange={(next) => set({ arguments: next }, "Change the arguments")}
              />
            </div>
          )}
          {page === "settings" && <Settings query={query} path={path} onChange={set} />}
          {page === "events" && (
            <Handlers
              owner={query.name}
              path={path}
              events={JAVASCRIPT_EVENTS}
              handlers={query.events}
              onChange={(events, what) => set({ events }, what)}
            />
          )}
        </div>
      )}
    </>
  );
}
