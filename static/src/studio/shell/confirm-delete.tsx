/** Asks before a query or state is deleted, saying what goes with it. */
import { Button, Dialog } from "../../ui";
import { handlersActingOn } from "../draft/edits";
import { count } from "../format";
import { useStudio } from "../studio";

interface ConfirmDeleteProps {
  open: boolean;
  name: string;
  kind: "query" | "state";
  onClose: () => void;
  onConfirm: () => void;
}

export function ConfirmDelete({ open, name, kind, onClose, onConfirm }: ConfirmDeleteProps) {
  const handlers = handlersActingOn(useStudio().document.value, name);
  return (
    <Dialog
      open={open}
      title={`Delete ${name}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="danger"
            data-testid="delete-confirm"
            onClick={() => {
              onClose();
              onConfirm();
            }}
          >
            Delete {kind}
          </Button>
        </>
      }
    >
      <p>
        {handlers > 0 &&
          `${count(handlers, "handler")} that ${handlers === 1 ? "acts" : "act"} on it ${handlers === 1 ? "goes" : "go"} with it. `}
        Bindings and scripts that say <span class="mono">{name}</span> stay as they are and will fail.
      </p>
    </Dialog>
  );
}
