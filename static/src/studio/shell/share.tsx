/** Sharing: the viewer link, and who may open it. */
import { useState } from "preact/hooks";
import { changeApp, type Visibility } from "../../api/apps";
import { Button, Dialog, EmptyState } from "../../ui";
import { useStudio } from "../studio";
import { ViewerLink } from "./viewer-link";
import { VisibilityChoice } from "./visibility";

interface ShareDialogProps {
  open: boolean;
  onClose: () => void;
  onPublish: () => void;
}

export function ShareDialog({ open, onClose, onPublish }: ShareDialogProps) {
  const studio = useStudio();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const app = studio.app.value;
  const change = async (visibility: Visibility) => {
    setBusy(true);
    setFault(null);
    try {
      studio.app.value = await changeApp(app.id, { visibility });
    } catch (error) {
      setFault(`Not changed. ${(error as Error).message}`);
    }
    setBusy(false);
  };
  return (
    <Dialog open={open} title="Share" onClose={onClose}>
      {app.release === null ? (
        <EmptyState
          text="Viewers see a published release. Publish the draft first; you choose who can open it."
          action={
            <Button variant="primary" onClick={onPublish}>
              Publish
            </Button>
          }
        />
      ) : (
        <div class="stack">
          <ViewerLink slug={app.slug} />
          <VisibilityChoice value={app.visibility} disabled={busy} onChange={change} />
          {fault && (
            <p class="field-error" role="alert">
              {fault}
            </p>
          )}
        </div>
      )}
    </Dialog>
  );
}
