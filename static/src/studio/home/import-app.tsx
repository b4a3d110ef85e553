/** Importing an app from a file: chosen, or dropped anywhere on the page. Every fault is shown with its place. */
import { useLayoutEffect, useState } from "preact/hooks";
import { type AppItem, importApp } from "../../api/apps";
import { ApiError, type Fault } from "../../api/http";
import { Button, Dialog } from "../../ui";
import { count } from "../format";

const BYTES_MAX = 2 * 1024 * 1024; // the server's

type Stage =
  | { kind: "reading" }
  | { kind: "failed"; message: string; faults: readonly Fault[] }
  | { kind: "incomplete"; app: AppItem; leftOut: readonly string[] };

interface ImportDialogProps {
  /** Null: nothing is being imported. */
  file: File | null;
  onClose: () => void;
  onChoose: () => void;
  onOpen: (app: AppItem) => void;
}

export function ImportDialog({ file, onClose, onChoose, onOpen }: ImportDialogProps) {
  const [stage, setStage] = useState<Stage>({ kind: "reading" });
  useLayoutEffect(() => {
    setStage({ kind: "reading" });
    if (!file) return;
    let gone = false;
    importFile(file).then(
      ({ left_out: leftOut, ...app }) => {
        if (leftOut.length === 0) onOpen(app);
        else if (!gone) setStage({ kind: "incomplete", app, leftOut });
      },
      (error: Error) => {
        const faults = error instanceof ApiError ? error.faults : [];
        if (!gone) setStage({ kind: "failed", message: error.message, faults });
      },
    );
    return () => {
      gone = true;
    };
  }, [file]);
  const incomplete = stage.kind === "incomplete";
  return (
    <Dialog
      open={file !== null}
      wide={stage.kind === "failed" && stage.faults.length > 0}
      title={titleOf(stage, file?.name ?? "")}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{incomplete ? "Stay here" : stage.kind === "failed" ? "Close" : "Cancel"}</Button>
          {incomplete ? (
            <Button variant="primary" onClick={() => onOpen(stage.app)} data-testid="import-open">
              Open the app
            </Button>
          ) : (
            <Button variant="primary" busy={stage.kind === "reading"} onClick={onChoose}>
              {stage.kind === "reading" ? "Importing…" : "Choose another file"}
            </Button>
          )}
        </>
      }
    >
      {stage.kind === "reading" && <p role="status">The file is read and checked.</p>}
      {stage.kind === "failed" && (
        <div class="import-fault" role="alert" data-testid="import-error">
          <p>{stage.faults.length > 0 ? "Nothing was imported. Put these right in the file:" : stage.message}</p>
          <Places entries={stage.faults.map(({ path, message }) => [path || "document", message])} />
        </div>
      )}
      {incomplete && (
        <div class="import-fault" data-testid="import-left-out">
          <p>
            A file never has credentials in it. Fill {stage.leftOut.length === 1 ? "this" : "these"} in again, then the
            app can connect:
          </p>
          <Places entries={stage.leftOut.map((path) => [path, ""])} />
        </div>
      )}
    </Dialog>
  );
}

function titleOf(stage: Stage, file: string): string {
  if (stage.kind === "reading") return `Import ${file}`;
  if (stage.kind === "incomplete") return `${stage.app.name} is imported`;
  return stage.faults.length > 0 ? `${file} has ${count(stage.faults.length, "fault")}` : `${file} was not imported`;
}

function Places({ entries }: { entries: readonly (readonly [string, string])[] }) {
  if (entries.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it may be longer than the dialog, and scrolls by keyboard too
    <ul class="import-places" tabIndex={0}>
      {entries.map(([path, message]) => (
        <li key={`${path} ${message}`}>
          <span class="mono">{path}</span> <span class="fail">{message}</span>
        </li>
      ))}
    </ul>
  );
}

async function importFile(file: File): Promise<AppItem & { left_out: string[] }> {
  if (file.size > BYTES_MAX)
    throw new Error(`It has ${(file.size / 1024 / 1024).toFixed(1)} MB; an app's file has at most 2.`);
  const text = await file.text();
  let source: unknown;
  try {
    source = JSON.parse(text);
  } catch (error) {
    throw new Error(`It is not JSON: ${(error as Error).message}. Choose a file that was exported from Lowstream.`);
  }
  return importApp(source);
}
