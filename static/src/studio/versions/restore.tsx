/** Asks before a release takes the draft's place, showing what would change. */
import { useState } from "preact/hooks";
import { Button, Dialog } from "../../ui";
import { useStudio } from "../studio";
import { Difference } from "./compare";

export function RestoreDialog({ release, onClose }: { release: number | null; onClose: () => void }) {
  const studio = useStudio();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const restore = async () => {
    if (release === null) return;
    setBusy(true);
    setFault(null);
    try {
      await studio.versions.restore(release);
      onClose();
    } catch (error) {
      setFault(`Not restored. ${(error as Error).message}`);
    }
    setBusy(false);
  };
  return (
    <Dialog
      open={release !== null}
      title={`Restore release ${release}`}
      wide
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" busy={busy} onClick={restore} data-testid="restore-confirm">
            Restore
          </Button>
        </>
      }
    >
      <div class="compare">
        <p>The draft becomes what release {release} was. Viewers see it once you publish, and undo takes it back.</p>
        {fault && (
          <p class="field-error" role="alert">
            {fault}
          </p>
        )}
        {release !== null && <Difference from="draft" to={release} />}
      </div>
    </Dialog>
  );
}
