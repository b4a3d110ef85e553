/** People who may edit or view this one app, beside those of its workspace. */
import { X } from "lucide";
import { useEffect, useId, useState } from "preact/hooks";
import { type AppRole, type Grant, giveGrant, listGrants, takeBackGrant } from "../../api/sharing";
import { Button, EmptyState, Field, IconButton, Select, Skeleton, TextInput } from "../../ui";
import { useStudio } from "../studio";

const ROLES: readonly { value: AppRole; label: string }[] = [
  { value: "viewer", label: "Viewer" },
  { value: "editor", label: "Editor" },
];

export function SharePeople() {
  const app = useStudio().app.value.id;
  const [grants, setGrants] = useState<Grant[] | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<AppRole>("viewer");
  const roleId = useId();

  const act = async (what: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    setFault(null);
    try {
      await what();
      setGrants(await listGrants(app));
      return true;
    } catch (error) {
      setFault((error as Error).message);
      return false;
    } finally {
      setBusy(false);
    }
  };
  useEffect(() => void act(async () => undefined), [app]);

  const add = async (event: Event) => {
    event.preventDefault();
    if (email.trim() && (await act(() => giveGrant(app, email.trim(), role)))) setEmail("");
  };

  return (
    <div class="stack">
      <form class="share-add" onSubmit={add}>
        <Field label="E-mail address">
          {(id) => (
            <TextInput
              id={id}
              type="email"
              value={email}
              placeholder="ada@example.com"
              onInput={setEmail}
              data-testid="grant-email"
            />
          )}
        </Field>
        <div class="field">
          <label for={roleId}>Role</label>
          <Select id={roleId} value={role} options={ROLES} onChange={setRole} />
        </div>
        <Button variant="primary" type="submit" busy={busy} disabled={!email.trim()} data-testid="grant-add">
          Share
        </Button>
      </form>
      <p class="field-hint">
        Somebody who has an account here gets the app beside their own. Who signs up later has to be added again.
        Members of the workspace have it already.
      </p>
      {fault && (
        <p class="field-error" role="alert">
          {fault}
        </p>
      )}
      {grants === null && !fault && <Skeleton />}
      {grants?.length === 0 && <EmptyState text="Shared with nobody beside the workspace." />}
      {grants !== null && grants.length > 0 && (
        <ul class="share-list" aria-label="Shared with">
          {grants.map((grant) => (
            <li key={grant.id} data-testid="grant">
              <span title={grant.email}>{grant.email}</span>
              <Select
                label={`Role of ${grant.email}`}
                value={grant.role}
                options={ROLES}
                disabled={busy}
                onChange={(changed) => void act(() => giveGrant(app, grant.email, changed))}
              />
              <IconButton
                icon={X}
                label={`Share with ${grant.email} no longer`}
                disabled={busy}
                onClick={() => void act(() => takeBackGrant(app, grant.id))}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
