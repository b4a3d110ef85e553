/** What happened in the workspace: newest first, filtered, page by page, and as a file. */
import { Download } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { type AuditEntry, auditFile, readAudit } from "../../api/workspaces";
import { Button, EmptyState, Field, Icon, Select, TextInput } from "../../ui";
import "./audit.css";
import { actionText, auditSearch, detailsText, NOTHING_WANTED, THINGS, type Wanted, whenText } from "./audit-words";
import { useLoaded } from "./loaded";
import { Head, List } from "./parts";
import type { SectionProps } from "./sections";

const TYPED_MS = 300; // a pause in typing

export function Audit({ workspace }: SectionProps) {
  const [wanted, setWanted] = useState<Wanted>(NOTHING_WANTED);
  const [asked, setAsked] = useState("");
  const now = auditSearch(wanted).toString();
  useEffect(() => {
    const timer = setTimeout(() => setAsked(now), TYPED_MS);
    return () => clearTimeout(timer);
  }, [now]);
  const set = (field: keyof Wanted) => (value: string) => setWanted((before) => ({ ...before, [field]: value }));
  const search = new URLSearchParams(asked);
  return (
    <section class="section" aria-label="Audit log">
      <Head
        title="Audit log"
        text={`What people and their programs did in ${workspace.name}. The files hold all that matches.`}
      >
        {(["csv", "ndjson"] as const).map((as) => (
          <a key={as} class="btn" href={auditFile(workspace.id, search, as)} download data-testid={`audit-${as}`}>
            <Icon of={Download} />
            {as.toUpperCase()}
          </a>
        ))}
      </Head>
      <search class="audit-filter">
        <Field label="Person">
          {(id) => (
            <TextInput
              id={id}
              type="search"
              value={wanted.person}
              maxLength={254}
              placeholder="Part of an e-mail"
              onInput={set("person")}
            />
          )}
        </Field>
        <Field label="About">
          {(id) => <Select id={id} value={wanted.thing} options={THINGS} onChange={set("thing")} />}
        </Field>
        <Field label="Named">
          {(id) => (
            <TextInput
              id={id}
              type="search"
              value={wanted.target}
              maxLength={200}
              placeholder="Part of a name"
              onInput={set("target")}
            />
          )}
        </Field>
        <Field label="From">
          {(id) => <TextInput id={id} type="date" value={wanted.from} onInput={set("from")} />}
        </Field>
        <Field label="Until">
          {(id) => <TextInput id={id} type="date" value={wanted.until} onInput={set("until")} />}
        </Field>
      </search>
      <Entries
        key={asked}
        workspace={workspace.id}
        search={search}
        filtered={asked !== ""}
        waiting={asked !== now}
        onClear={() => setWanted(NOTHING_WANTED)}
      />
    </section>
  );
}

interface EntriesProps {
  workspace: number;
  search: URLSearchParams;
  filtered: boolean;
  /** Something else is being typed. */
  waiting: boolean;
  onClear: () => void;
}

function Entries({ workspace, search, filtered, waiting, onClear }: EntriesProps) {
  const [next, setNext] = useState("");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const entries = useLoaded<AuditEntry[]>(`${workspace} ${search}`, async () => {
    const page = await readAudit(workspace, search, "");
    setNext(page.next);
    return page.entries;
  });
  const more = async () => {
    setBusy(true);
    setFault(null);
    try {
      const page = await readAudit(workspace, search, next);
      entries.change((before) => [...before, ...page.entries]);
      setNext(page.next);
    } catch (error) {
      setFault((error as Error).message);
    }
    setBusy(false);
  };
  return (
    <>
      <List
        loaded={entries}
        what="The audit log"
        empty={
          filtered ? (
            <EmptyState
              text="Nothing like that happened, or it is kept no longer."
              action={<Button onClick={onClear}>Show everything</Button>}
            />
          ) : (
            <EmptyState text="Nothing has happened yet. What people do here is told here." />
          )
        }
      >
        {(list) => (
          <table class="section-table audit-table" aria-busy={waiting} data-testid="audit-entries">
            <thead>
              <tr>
                <th>When</th>
                <th>Person</th>
                <th>What</th>
                <th>Details</th>
              </tr>
            </thead>
            <tbody>
              {list.map((entry) => (
                <tr key={entry.id} data-action={entry.action}>
                  <td class="num nowrap" title={entry.at}>
                    {whenText(entry.at)}
                  </td>
                  <td class="audit-person">{entry.person || <span class="faint">Lowstream</span>}</td>
                  <td>
                    {actionText(entry.action)} {entry.target && <span class="strong">{entry.target}</span>}
                  </td>
                  <td class="audit-details faint">{detailsText(entry.details)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </List>
      {fault && (
        <p class="field-error" role="alert">
          {fault}
        </p>
      )}
      {next !== "" && entries.value !== null && (
        <Button class="audit-more" busy={busy} onClick={more}>
          Show older
        </Button>
      )}
      <p class="visually-hidden" role="status">
        {entries.value !== null && `${entries.value.length} shown`}
      </p>
    </>
  );
}
