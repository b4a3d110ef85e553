/** Asks before an app is deleted. */
import { useState } from "preact/hooks";
import { type AppItem, deleteApp } from "../../api/apps";
import { Button, Dialog } from "../../ui";

interface DeleteDialogProps {
  app: AppItem | null;
  onClose: () => void;
  onDeleted: (app: AppItem) => void;
}

export function DeleteDialog({ app, onClose, onDeleted }: DeleteDialogProps) {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const close = () => {
    setFault(null);
    onClose();
  };
  const confirm = async () => {
    if (!app) return;
    setBusy(true);
    try {
      await deleteApp(app.id);
      onDeleted(app);
      close();
    } catch (error) {
      setFault((error as Error).message);
    }
    setBusy(false);
  };
  return (
    <Dialog
      open={app !== null}
      title={`Delete ${app?.name ?? ""}`}
      onClose={close}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button variant="danger" busy={busy} data-testid="delete-app-confirm" onClick={confirm}>
            Delete app
          </Button>
        </>
      }
    >
      <p>
        {app?.release === null
          ? "Its draft is deleted for good."
          : "Its draft and all its releases are deleted for good. The viewer link stops working at once."}
      </p>
      {fault && (
        <p class="field-error" role="alert">
          {fault}
        </p>
      )}
    </Dialog>
  );
}
