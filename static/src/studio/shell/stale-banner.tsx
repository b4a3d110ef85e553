/** Shown when a save was refused because the app was changed elsewhere. Nothing is saved until a person chooses. */
import { useState } from "preact/hooks";
import { Button, Dialog } from "../../ui";
import { useStudio } from "../studio";
import { downloadDocument } from "./download";

export function StaleBanner() {
  const studio = useStudio();
  const state = studio.draft.state.value;
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  if (state.kind !== "stale") return null;

  const act = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setFault(null);
    try {
      await work();
    } catch (error) {
      setFault((error as Error).message);
    }
    setBusy(false);
    setAsking(false);
  };
  const takeTheirs = () =>
    act(async () => {
      downloadDocument(studio.document.peek(), studio.app.peek().name, `${studio.app.peek().slug}-mine`);
      const before = studio.document.peek();
      await studio.draft.takeTheirs();
      studio.steps.settle(before);
    });

  const revision = state.theirs === null ? "" : ` (revision ${state.theirs})`;
  return (
    <div class="banner" role="alert" data-testid="stale">
      <p>
        <span class="strong">This app was changed elsewhere{revision}.</span> Your edits are kept here and are not saved
        until you choose.
        {fault && <span class="fail"> {fault}</span>}
      </p>
      <Button onClick={takeTheirs} busy={busy} data-testid="stale-theirs" title="Yours is downloaded as JSON first">
        Load theirs, download mine
      </Button>
      <Button onClick={() => setAsking(true)} busy={busy} data-testid="stale-mine">
        Overwrite with mine
      </Button>
      <Dialog
        open={asking}
        title="Overwrite their changes"
        onClose={() => setAsking(false)}
        footer={
          <>
            <Button onClick={() => setAsking(false)}>Cancel</Button>
            <Button
              variant="danger"
              busy={busy}
              onClick={() => act(() => studio.draft.overwriteTheirs())}
              data-testid="stale-overwrite"
            >
              Overwrite
            </Button>
          </>
        }
      >
        <p>
          The draft{revision} on the server is replaced by yours. What was changed there and is not in yours is gone;
          published releases stay as they are.
        </p>
      </Dialog>
    </div>
  );
}
