/** Asks before the app is taken from its viewers. */
import { useState } from "preact/hooks";
import { unpublish } from "../../api/apps";
import { Button, Dialog } from "../../ui";
import { useStudio } from "../studio";

export function UnpublishDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const studio = useStudio();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const confirm = async () => {
    setBusy(true);
    setFault(null);
    try {
      await unpublish(studio.app.peek().id);
      studio.app.value = { ...studio.app.peek(), release: null, released_at: null };
      onClose();
    } catch (error) {
      setFault(`Not unpublished. ${(error as Error).message}`);
    }
    setBusy(false);
  };
  return (
    <Dialog
      open={open}
      title="Unpublish"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="danger" busy={busy} onClick={confirm} data-testid="unpublish-confirm">
            Unpublish
          </Button>
        </>
      }
    >
      <p>
        Whoever has the app open is told, and its streams are closed for them. The link leads nowhere until you publish
        again. The releases stay here.
      </p>
      {fault && (
        <p class="field-error" role="alert">
          {fault}
        </p>
      )}
    </Dialog>
  );
}
