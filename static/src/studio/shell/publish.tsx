/** Publishing: the draft as it is saved becomes the release that viewers see. */
import { useLayoutEffect, useState } from "preact/hooks";
import { publish, readApp, type Visibility } from "../../api/apps";
import { ApiError } from "../../api/http";
import { Button, Dialog, Field, TextInput } from "../../ui";
import { refusalOf } from "../draft/refusal";
import { useStudio } from "../studio";
import { Difference } from "../versions/compare";
import { ViewerLink } from "./viewer-link";
import { VisibilityChoice } from "./visibility";

const NOTE_MAX = 500; // a line or two; the server's bound is not smaller

interface PublishDialogProps {
  open: boolean;
  onClose: () => void;
}

export function PublishDialog({ open, onClose }: PublishDialogProps) {
  const studio = useStudio();
  const app = studio.app.value;
  const [visibility, setVisibility] = useState<Visibility>(app.visibility);
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [published, setPublished] = useState<number | null>(null);

  useLayoutEffect(() => {
    if (!open) return;
    setVisibility(studio.app.peek().visibility);
    setNote("");
    setFault(null);
    setPublished(null);
  }, [open, studio]);

  const confirm = async () => {
    setBusy(true);
    setFault(null);
    const refusal = refusalOf(await studio.draft.save());
    if (refusal) setFault(refusal);
    else {
      try {
        const release = await publish(app.id, {
          revision: studio.draft.revision,
          visibility,
          ...(note.trim() ? { note: note.trim() } : {}),
        });
        studio.app.value = {
          ...studio.app.peek(),
          visibility,
          release: release.number,
          released_at: release.created_at,
        };
        setPublished(release.number);
        // The item's other fields are the server's to say; what is shown meanwhile is already right.
        readApp(app.id).then(
          (fresh) => {
            studio.app.value = fresh;
          },
          () => undefined,
        );
      } catch (error) {
        if (error instanceof ApiError && error.code === "stale") {
          studio.draft.noticeStale(error.revision);
          onClose(); // the banner asks which version to keep
        } else setFault((error as Error).message);
      }
    }
    setBusy(false);
  };

  if (published !== null) {
    return (
      <Dialog
        open={open}
        title={`Release ${published} is live`}
        onClose={onClose}
        footer={
          <Button variant="primary" onClick={onClose} data-testid="publish-done">
            Done
          </Button>
        }
      >
        <ViewerLink slug={app.slug} />
      </Dialog>
    );
  }
  return (
    <Dialog
      open={open}
      title="Publish"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" onClick={confirm} busy={busy} data-testid="publish-confirm">
            {busy ? "Publishing…" : app.release === null ? "Publish" : `Publish release ${app.release + 1}`}
          </Button>
        </>
      }
    >
      <div class="stack">
        <VisibilityChoice value={visibility} disabled={busy} onChange={setVisibility} />
        <Field label="Note" hint="What changed, for the list of releases. You may leave it empty.">
          {(id) => <TextInput id={id} value={note} maxLength={NOTE_MAX} onInput={setNote} data-testid="publish-note" />}
        </Field>
        {app.release !== null && (
          <details class="publish-changes">
            <summary data-testid="publish-changes">What changed since release {app.release}</summary>
            <Difference from={app.release} to="draft" />
          </details>
        )}
        {fault && (
          <p class="field-error" role="alert" data-testid="publish-error">
            {fault}
          </p>
        )}
      </div>
    </Dialog>
  );
}
