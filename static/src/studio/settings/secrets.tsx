/** Secrets of the workspace: which there are, where each may go, and what uses it. Owners change them. */
import { KeyRound, Plus, RefreshCw, Trash2 } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { listSecrets, type SecretItem } from "../../api/secrets";
import { Button, EmptyState, IconButton, Skeleton } from "../../ui";
import { dateTime } from "../format";
import { Head } from "./parts";
import { DeleteSecret, SecretForm } from "./secret-dialogs";
import "./secrets.css";
import type { SectionProps } from "./sections";

/** What is being done: one is added, replaced or deleted. */
type Doing = { what: "add" } | { what: "replace" | "delete"; secret: SecretItem } | null;

export function Secrets({ workspace }: SectionProps) {
  const [secrets, setSecrets] = useState<SecretItem[] | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [doing, setDoing] = useState<Doing>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let gone = false;
    listSecrets(workspace.id).then(
      (found) => {
        if (gone) return;
        setFault(null);
        setSecrets(found);
      },
      (error: Error) => gone || setFault(error.message),
    );
    return () => {
      gone = true;
    };
  }, [workspace.id, attempt]);

  const owner = workspace.role === "owner";
  const again = () => setAttempt((before) => before + 1);
  const done = () => {
    setDoing(null);
    again();
  };
  const add = owner && (
    <Button variant="primary" icon={Plus} data-testid="secret-add" onClick={() => setDoing({ what: "add" })}>
      Add a secret
    </Button>
  );
  return (
    <section class="section" aria-label="Secrets">
      <Head
        title="Secrets"
        text={
          <>
            A secret is a key or a password that stream queries use as <code class="mono">{"{{ secrets.NAME }}"}</code>.
            The server sends it to the hosts it is for, and nowhere else. Nobody can read it again.
          </>
        }
      >
        {secrets && secrets.length > 0 && add}
      </Head>
      {fault !== null ? (
        <EmptyState
          tone="fail"
          title="The secrets could not be listed"
          text={fault}
          action={<Button onClick={again}>Try again</Button>}
        />
      ) : secrets === null ? (
        <Skeleton />
      ) : secrets.length === 0 ? (
        <EmptyState
          icon={KeyRound}
          text={
            owner
              ? "No secrets yet. Add the key of a service, and use it in a query."
              : "No secrets yet. An owner of the workspace can add some."
          }
          action={add || undefined}
        />
      ) : (
        <SecretTable secrets={secrets} owner={owner} onDo={setDoing} />
      )}
      <SecretForm
        workspace={workspace.id}
        secret={doing?.what === "replace" ? doing.secret : null}
        open={doing?.what === "add" || doing?.what === "replace"}
        onClose={() => setDoing(null)}
        onDone={done}
      />
      <DeleteSecret
        workspace={workspace.id}
        secret={doing?.what === "delete" ? doing.secret : null}
        onClose={() => setDoing(null)}
        onDone={done}
      />
    </section>
  );
}

interface TableProps {
  secrets: readonly SecretItem[];
  owner: boolean;
  onDo: (doing: Doing) => void;
}

function SecretTable({ secrets, owner, onDo }: TableProps) {
  return (
    <div class="secret-table">
      <table aria-label="Secrets">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Hosts</th>
            <th scope="col">Used by</th>
            <th scope="col">Last used</th>
            <th scope="col">Changed</th>
            {owner && (
              <th scope="col">
                <span class="visually-hidden">Actions</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {secrets.map((secret) => (
            <tr key={secret.name} data-testid={`secret-${secret.name}`}>
              <th scope="row" class="mono">
                {secret.name}
              </th>
              <td class="mono">
                {secret.hosts.map((host) => (
                  <div key={host}>{host}</div>
                ))}
              </td>
              <td>
                <Uses secret={secret} />
              </td>
              <td class="num">
                {secret.last_used_at ? dateTime(secret.last_used_at) : <span class="faint">never</span>}
              </td>
              <td class="num">
                {dateTime(secret.updated_at)}
                {secret.updated_by && <div class="faint">{secret.updated_by}</div>}
              </td>
              {owner && (
                <td class="secret-actions">
                  <IconButton
                    icon={RefreshCw}
                    label={`Replace ${secret.name}`}
                    onClick={() => onDo({ what: "replace", secret })}
                  />
                  <IconButton
                    icon={Trash2}
                    label={`Delete ${secret.name}`}
                    onClick={() => onDo({ what: "delete", secret })}
                  />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Uses({ secret }: { secret: SecretItem }) {
  if (secret.used_by.length === 0) return <span class="faint">no app</span>;
  return (
    <>
      {secret.used_by.map((app) => (
        <div key={app.id}>
          <a href={`/apps/${app.id}/`}>{app.name}</a>
          {!app.published && <span class="faint"> draft</span>}
        </div>
      ))}
    </>
  );
}
