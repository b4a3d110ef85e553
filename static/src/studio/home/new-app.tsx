/** Asks for the name of a new app, or a new name for one there is. */
import { useLayoutEffect, useState } from "preact/hooks";
import { Button, Dialog, Field, TextInput } from "../../ui";

const NAME_MAX = 120; // the server's

interface NewAppDialogProps {
  open: boolean;
  onClose: () => void;
  /** Rejects with why it can't be. */
  onCreate: (name: string) => Promise<unknown>;
}

export function NewAppDialog(props: NewAppDialogProps) {
  return (
    <NameDialog {...props} title="New app" initial="" label="Create" testId="new-app" onConfirm={props.onCreate} />
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
      <form onSubmit={submit}>
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
      </form>
    </Dialog>
  );
}
