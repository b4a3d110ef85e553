/** A person's API tokens, and making one: its value is shown once. */
import { Plus } from "lucide";
import { useLayoutEffect, useState } from "preact/hooks";
import { type ApiToken, createToken, listTokens, revokeToken, revokeTokens, type Scope } from "../../api/workspaces";
import { Button, Checkbox, Dialog, EmptyState, Field, Select, TextInput, useNow } from "../../ui";
import { CopyField } from "../../ui/copy-field";
import { count, dateTime } from "../format";
import { Confirm, type Question } from "./confirm";
import { useLoaded } from "./loaded";
import { Head, List } from "./parts";
import { stateOf } from "./token-state";

const NAME_MAX = 120; // the server's
const DAYS = [7, 30, 90, 365].map((days) => ({ value: String(days), label: count(days, "day") }));
const SCOPES: readonly { value: Scope; label: string }[] = [
  { value: "read", label: "Read: apps, drafts, releases, windows" },
  { value: "write", label: "Write: make apps, save drafts, clear windows, test queries" },
  { value: "publish", label: "Publish: change what viewers see, who may open an app, delete an app" },
];

export function Tokens() {
  const tokens = useLoaded("", listTokens);
  const now = useNow(false);
  const [question, setQuestion] = useState<Question | null>(null);
  const [making, setMaking] = useState(false);
  const revoke = (token: ApiToken) =>
    setQuestion({
      title: `Revoke ${token.name}`,
      text: `Programs that use ${token.shown}… are refused from now on. It can't be brought back.`,
      yes: "Revoke",
      run: async () => {
        await revokeToken(token.id);
        const revoked_at = new Date().toISOString();
        tokens.change((before) => before.map((one) => (one.id === token.id ? { ...one, revoked_at } : one)));
      },
    });
  const usable = (tokens.value ?? []).filter((token) => stateOf(token, now) === "usable");
  const revokeAll = () =>
    setQuestion({
      title: "Revoke all API tokens",
      text: `Programs that use one of your ${count(usable.length, "token")} are refused from now on. They can't be brought back.`,
      yes: "Revoke all",
      run: async () => {
        await revokeTokens();
        const revoked_at = new Date().toISOString();
        tokens.change((before) => before.map((one) => (stateOf(one, now) === "usable" ? { ...one, revoked_at } : one)));
      },
    });
  return (
    <section class="section" aria-label="API tokens">
      <Head
        title="API tokens"
        text="A program that sends one as Authorization: Bearer … acts as you, in all your workspaces, within its scopes. Tokens never manage members, tokens or secrets."
      >
        {usable.length > 1 && (
          <Button data-testid="revoke-all" onClick={revokeAll}>
            Revoke all
          </Button>
        )}
        <Button variant="primary" icon={Plus} data-testid="new-token" onClick={() => setMaking(true)}>
          New token
        </Button>
      </Head>
      <List
        loaded={tokens}
        what="Your tokens"
        empty={
          <EmptyState text="You have no API token. Make one for a program that reads, builds or publishes apps." />
        }
      >
        {(list) => (
          <table class="section-table">
            <thead>
              <tr>
                <th>Name</th>
                <th>Scopes</th>
                <th>Last used</th>
                <th>Until</th>
                <th>
                  <span class="visually-hidden">Revoke</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {list.map((token) => {
                const state = stateOf(token, now);
                return (
                  <tr key={token.id} class={state === "usable" ? "" : "over"} data-testid={`token-${token.name}`}>
                    <td>
                      <div class="who">
                        <span>{token.name}</span>
                        <span class="faint mono">{token.shown}…</span>
                      </div>
                    </td>
                    <td>{token.scopes.join(", ")}</td>
                    <td class="num nowrap">{token.last_used_at ? dateTime(token.last_used_at) : "Never"}</td>
                    <td class="num nowrap">
                      {state === "revoked"
                        ? "Revoked"
                        : `${state === "expired" ? "Expired " : ""}${dateTime(token.expires_at)}`}
                    </td>
                    <td>
                      {state === "usable" && (
                        <Button variant="ghost" aria-label={`Revoke ${token.name}`} onClick={() => revoke(token)}>
                          Revoke
                        </Button>
                      )}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        )}
      </List>
      <NewTokenDialog
        open={making}
        onClose={() => setMaking(false)}
        onMade={(token) => tokens.change((before) => [token, ...before])}
      />
      <Confirm question={question} onClose={() => setQuestion(null)} />
    </section>
  );
}

interface NewTokenDialogProps {
  open: boolean;
  onClose: () => void;
  onMade: (token: ApiToken) => void;
}

function NewTokenDialog({ open, onClose, onMade }: NewTokenDialogProps) {
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly Scope[]>(["read"]);
  const [days, setDays] = useState("30");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [value, setValue] = useState<string | null>(null);
  useLayoutEffect(() => {
    setValue(null); // closed, it is gone from the page
    if (!open) return;
    setName("");
    setScopes(["read"]);
    setBusy(false);
    setFault(null);
  }, [open]);
  const submit = async (event?: Event) => {
    event?.preventDefault();
    if (name.trim() === "") return setFault("Enter what it is for.");
    if (scopes.length === 0) return setFault("Choose a scope: without one it could do nothing.");
    setBusy(true);
    setFault(null);
    try {
      const { token, ...rest } = await createToken({
        name: name.trim(),
        scopes: [...scopes],
        expires_in_days: Number(days),
      });
      setValue(token);
      onMade(rest);
    } catch (error) {
      setFault((error as Error).message);
    }
    setBusy(false);
  };
  return (
    <Dialog
      open={open}
      title={value === null ? "New API token" : `Copy ${name.trim()} now`}
      onClose={onClose}
      footer={
        value === null ? (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button variant="primary" busy={busy} data-testid="token-confirm" onClick={() => submit()}>
              Make token
            </Button>
          </>
        ) : (
          <Button variant="primary" data-testid="token-done" onClick={onClose}>
            Done
          </Button>
        )
      }
    >
      {value === null ? (
        <form class="section-fields" onSubmit={submit}>
          <Field label="What it is for">
            {(id) => (
              <TextInput
                id={id}
                autofocus
                value={name}
                maxLength={NAME_MAX}
                placeholder="Nightly deploy"
                data-testid="token-name"
                onInput={setName}
              />
            )}
          </Field>
          <fieldset class="section-choices">
            <legend>Scopes</legend>
            {SCOPES.map(({ value: scope, label }) => (
              <Checkbox
                key={scope}
                label={label}
                checked={scopes.includes(scope)}
                onChange={(on) => setScopes(on ? [...scopes, scope] : scopes.filter((one) => one !== scope))}
              />
            ))}
          </fieldset>
          <Field label="Works for">{(id) => <Select id={id} value={days} options={DAYS} onChange={setDays} />}</Field>
          {fault && (
            <p class="field-error" role="alert">
              {fault}
            </p>
          )}
        </form>
      ) : (
        <div class="section-fields">
          <p>Nobody can be shown this value again. Keep it like a password.</p>
          <CopyField label="Token" value={value} data-testid="token-value" />
        </div>
      )}
    </Dialog>
  );
}
