/** Sharing: the viewer link, who may open it, people beside the workspace, and other sites that show it. */
import "./share.css";
import { useState } from "preact/hooks";
import { changeApp, type Visibility } from "../../api/apps";
import { Button, Dialog, EmptyState, type Tab, Tabs } from "../../ui";
import { useStudio } from "../studio";
import { ShareEmbedding } from "./share-embedding";
import { SharePeople } from "./share-people";
import { ViewerLink } from "./viewer-link";
import { VisibilityChoice } from "./visibility";

interface ShareDialogProps {
  open: boolean;
  onClose: () => void;
  onPublish: () => void;
}

type Part = "link" | "people" | "embedding";

const PARTS: Tab<Part>[] = [
  { id: "link", label: "Link" },
  { id: "people", label: "People" },
  { id: "embedding", label: "Embedding" },
];

export function ShareDialog({ open, onClose, onPublish }: ShareDialogProps) {
  const [part, setPart] = useState<Part>("link");
  return (
    <Dialog open={open} title="Share" onClose={onClose} wide>
      <Tabs label="Share" tabs={PARTS} value={part} onChange={setPart} />
      <div class="share-part" role="tabpanel" aria-label={PARTS.find((one) => one.id === part)?.label}>
        {part === "link" && <ShareLink onPublish={onPublish} />}
        {part === "people" && <SharePeople />}
        {part === "embedding" && <ShareEmbedding />}
      </div>
    </Dialog>
  );
}

function ShareLink({ onPublish }: Pick<ShareDialogProps, "onPublish">) {
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
  if (app.release === null) {
    return (
      <EmptyState
        text="Viewers see a published release. Publish the draft first; you choose who can open it."
        action={
          <Button variant="primary" onClick={onPublish}>
            Publish
          </Button>
        }
      />
    );
  }
  return (
    <div class="stack">
      <ViewerLink slug={app.slug} />
      <VisibilityChoice value={app.visibility} disabled={busy} onChange={change} />
      {fault && (
        <p class="field-error" role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}
