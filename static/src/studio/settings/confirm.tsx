/** Asks before something that can't be undone. */
import { useState } from "preact/hooks";
import { Button, Dialog } from "../../ui";

export interface Question {
  title: string;
  text: string;
  /** The button's. */
  yes: string;
  /** Rejects with why it can't be. */
  run: () => Promise<unknown>;
}

export function Confirm({ question, onClose }: { question: Question | null; onClose: () => void }) {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const close = () => {
    setFault(null);
    onClose();
  };
  const run = async () => {
    setBusy(true);
    setFault(null);
    try {
      await question?.run();
      close();
    } catch (error) {
      setFault((error as Error).message);
    }
    setBusy(false);
  };
  return (
    <Dialog
      open={question !== null}
      title={question?.title ?? ""}
      onClose={close}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button variant="danger" busy={busy} data-testid="confirm" onClick={run}>
            {question?.yes}
          </Button>
        </>
      }
    >
      <p>{question?.text}</p>
      {fault && (
        <p class="field-error" role="alert">
          {fault}
        </p>
      )}
    </Dialog>
  );
}
