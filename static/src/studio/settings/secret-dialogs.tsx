/** Adding a secret, giving one another value, deleting one. */
import { Eye, EyeOff } from "lucide";
import { useLayoutEffect, useState } from "preact/hooks";
import type { ApiError } from "../../api/http";
import { createSecret, deleteSecret, replaceSecret, type SecretItem } from "../../api/secrets";
import { Button, Dialog, Field, IconButton, TextArea, TextInput } from "../../ui";

interface SecretFormProps {
  workspace: number;
  /** The one to replace; null: a new one. */
  secret: SecretItem | null;
  open: boolean;
  onClose: () => void;
  onDone: () => void;
}

interface Fault {
  field: "name" | "value" | "hosts";
  message: string;
}

const FIELD_OF: Readonly<Record<string, Fault["field"]>> = {
  bad_name: "name",
  name_taken: "name",
  bad_hosts: "hosts",
};

export function SecretForm({ workspace, secret, open, onClose, onDone }: SecretFormProps) {
  const [name, setName] = useState("");
  const [value, setValue] = useState("");
  const [hosts, setHosts] = useState("");
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);
  useLayoutEffect(() => {
    // Closed, it keeps no value.
    setName("");
    setValue("");
    setHosts(open && secret ? secret.hosts.join("\n") : "");
    setShown(false);
    setBusy(false);
    setFault(null);
  }, [open, secret]);
  const faultOf = (field: Fault["field"]) => (fault?.field === field ? fault.message : null);
  const submit = async (event?: Event) => {
    event?.preventDefault();
    const missing = missingOf(secret?.name ?? name, value, hosts);
    setFault(missing);
    if (missing) return;
    setBusy(true);
    const list = hosts.split(/[\s,]+/).filter((host) => host !== "");
    try {
      if (secret) await replaceSecret(workspace, secret.name, { value, hosts: list });
      else await createSecret(workspace, { name: name.trim(), value, hosts: list });
      onDone();
    } catch (error) {
      const { code, message } = error as ApiError;
      setFault({ field: FIELD_OF[code] ?? "value", message });
      setBusy(false);
    }
  };
  return (
    <Dialog
      open={open}
      title={secret ? `Replace ${secret.name}` : "Add a secret"}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" busy={busy} data-testid="secret-save" onClick={() => submit()}>
            {secret ? "Replace" : "Add"}
          </Button>
        </>
      }
    >
      <form class="secret-form" onSubmit={submit}>
        {!secret && (
          <Field label="Name" error={faultOf("name")} hint="Queries say it: {{ secrets.NAME }}. It can't be changed.">
            {(id) => (
              <TextInput
                id={id}
                mono
                autofocus
                value={name}
                placeholder="KRAKEN_KEY"
                onInput={setName}
                data-testid="secret-name"
              />
            )}
          </Field>
        )}
        <Field
          label={secret ? "New value" : "Value"}
          error={faultOf("value")}
          hint={
            secret
              ? "Connections that are open keep the old one until they dial again."
              : "It is encrypted; nobody can read it again, here or elsewhere."
          }
        >
          {(id) => (
            <span class="secret-value">
              <TextInput
                id={id}
                mono
                type={shown ? "text" : "password"}
                autocomplete="new-password" // or the browser offers the person's own
                autofocus={secret !== null}
                value={value}
                onInput={setValue}
                data-testid="secret-value"
              />
              <IconButton
                icon={shown ? EyeOff : Eye}
                label={shown ? "Cover the value" : "Show the value"}
                onClick={() => setShown(!shown)}
              />
            </span>
          )}
        </Field>
        <Field
          label="Hosts it may be sent to"
          error={faultOf("hosts")}
          hint="One a line: api.example.com, *.example.com or 10.0.0.7:8443. Without a port, the usual one of wss:// or ws://."
        >
          {(id) => <TextArea id={id} mono rows={2} value={hosts} onInput={setHosts} data-testid="secret-hosts" />}
        </Field>
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}

function missingOf(name: string, value: string, hosts: string): Fault | null {
  if (name.trim() === "") return { field: "name", message: "Enter a name." };
  if (value === "") return { field: "value", message: "Enter the value; also for other hosts it is needed again." };
  if (hosts.trim() === "") return { field: "hosts", message: "Enter at least one host." };
  return null;
}

interface DeleteProps {
  workspace: number;
  secret: SecretItem | null;
  onClose: () => void;
  onDone: () => void;
}

export function DeleteSecret({ workspace, secret, onClose, onDone }: DeleteProps) {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  useLayoutEffect(() => {
    setBusy(false);
    setFault(null);
  }, [secret]);
  const confirm = async () => {
    if (!secret) return;
    setBusy(true);
    try {
      await deleteSecret(workspace, secret.name);
      onDone();
    } catch (error) {
      setFault((error as Error).message);
      setBusy(false);
    }
  };
  const uses = secret?.used_by ?? [];
  return (
    <Dialog
      open={secret !== null}
      title={`Delete ${secret?.name ?? ""}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="danger" busy={busy} data-testid="secret-delete" onClick={confirm}>
            Delete
          </Button>
        </>
      }
    >
      <p>
        {uses.length === 0
          ? "No app uses it."
          : `Used by ${uses.map((app) => app.name).join(", ")}: their queries fail at the next dial.`}
      </p>
      {fault && (
        <p class="field-error" role="alert">
          {fault}
        </p>
      )}
    </Dialog>
  );
}
