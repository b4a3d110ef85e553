/** Asks for the name of a new app, or a new name for one there is. */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";
import { Button, Dialog, Field, Select, TextInput } from "../../ui";
import type { WorkspaceItem } from "../page";

const NAME_MAX = 120; // the server's

interface NewAppDialogProps {
  open: boolean;
  onClose: () => void;
  /** Where it can be made; of several one is chosen. */
  workspaces: readonly WorkspaceItem[];
  /** Rejects with why it can't be. */
  onCreate: (name: string, workspace?: number) => Promise<unknown>;
}

export function NewAppDialog({ workspaces, onCreate, ...props }: NewAppDialogProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  const where = workspaces.find(({ id }) => String(id) === chosen) ?? workspaces[0];
  return (
    <NameDialog
      {...props}
      title="New app"
      initial=""
      label="Create"
      testId="new-app"
      onConfirm={(name) => onCreate(name, where?.id)}
    >
      {workspaces.length > 1 && where && (
        <Field label="Workspace">
          {(id) => (
            <Select
              id={id}
              value={String(where.id)}
              options={workspaces.map((one) => ({ value: String(one.id), label: one.name }))}
              onChange={setChosen}
            />
          )}
        </Field>
      )}
    </NameDialog>
  );
}

interface NameDialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  initial: string;
  label: string;
  placeholder?: string;
  testId: string;
  onConfirm: (name: string) => Promise<unknown>;
  /** Further fields. */
  children?: ComponentChildren;
}

export function NameDialog({
  open,
  onClose,
  title,
  initial,
  label,
  placeholder = "Exchange ticker",
  testId,
  onConfirm,
  children,
}: NameDialogProps) {
  const [name, setName] = useState(initial);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  useLayoutEffect(() => {
    if (!open) return;
    setName(initial);
    setBusy(false);
    setFault(null);
  }, [open, initial]);
  const submit = async (event?: Event) => {
    event?.preventDefault();
    if (name.trim() === "") {
      setFault("Enter a name.");
      return;
    }
    setBusy(true);
    setFault(null);
    try {
      await onConfirm(name.trim());
    } catch (error) {
      setFault((error as Error).message);
      setBusy(false);
    }
  };
  return (
    <Dialog
      open={open}
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" busy={busy} data-testid={`${testId}-confirm`} onClick={() => submit()}>
            {label}
          </Button>
        </>
      }
    >
      <form class="stack" onSubmit={submit}>
        <Field label="Name" error={fault}>
          {(id) => (
            <TextInput
              id={id}
              autofocus
              value={name}
              maxLength={NAME_MAX}
              placeholder={placeholder}
              onInput={setName}
              data-testid={`${testId}-name`}
            />
          )}
        </Field>
        {children}
      </form>
    </Dialog>
  );
}
