/** The window as a file, and emptying it. */
import { Download, Eraser } from "lucide";
import { useState } from "preact/hooks";
import { clearWindow, exportWindow, type WindowFormat, type WindowOf } from "../../../api/windows";
import type { StreamQuery } from "../../../document";
import { Button, Dialog } from "../../../ui";
import { saveFile } from "../../shell/download";
import { type Studio, useStudio } from "../../studio";
import { runParams } from "../arguments";

type Busy = WindowFormat | "clear" | null;

/** The window that the canvas shows: of the draft, of this session, as it was run. */
async function windowAtHand(studio: Studio, query: StreamQuery): Promise<WindowOf> {
  return {
    app: studio.app.peek().id,
    query: query.name,
    mode: "draft",
    session: query.scope === "session" ? studio.session : null,
    params: await runParams(query, (template) => studio.evaluate(template)),
  };
}

export function WindowActions({ query, empty }: { query: StreamQuery; empty: boolean }) {
  const studio = useStudio();
  const [busy, setBusy] = useState<Busy>(null);
  const [asking, setAsking] = useState(false);
  const act = async (kind: Exclude<Busy, null>) => {
    setBusy(kind);
    try {
      const of = await windowAtHand(studio, query);
      if (kind === "clear") {
        await clearWindow(of);
        studio.toasts.show(`The window of ${query.name} is empty.`, "success");
      } else {
        saveFile(await exportWindow(of, kind), `${query.name}.${kind}`);
      }
    } catch (error) {
      studio.toasts.show((error as Error).message, "error", 6_000);
    }
    setBusy(null);
  };
  return (
    <div class="window-actions">
      <Button
        icon={Download}
        busy={busy === "csv"}
        disabled={empty}
        data-testid="export-csv"
        onClick={() => void act("csv")}
      >
        Export CSV
      </Button>
      <Button
        icon={Download}
        busy={busy === "ndjson"}
        disabled={empty}
        title="One JSON object a line"
        data-testid="export-ndjson"
        onClick={() => void act("ndjson")}
      >
        Export NDJSON
      </Button>
      <Button
        icon={Eraser}
        variant="danger"
        busy={busy === "clear"}
        disabled={empty}
        data-testid="clear-window"
        onClick={() => setAsking(true)}
      >
        Clear…
      </Button>
      <Dialog
        open={asking}
        title={`Clear the window of ${query.name}`}
        onClose={() => setAsking(false)}
        footer={
          <>
            <Button onClick={() => setAsking(false)}>Cancel</Button>
            <Button
              variant="danger"
              data-testid="clear-confirm"
              onClick={() => {
                setAsking(false);
                void act("clear");
              }}
            >
              Clear the window
            </Button>
          </>
        }
      >
        <p>
          The messages kept so far are gone for {query.scope === "session" ? "this session" : WHOSE[query.scope]}. The
          connection stays open, and what comes from now on is kept.
        </p>
      </Dialog>
    </div>
  );
}

const WHOSE = { user: "all of your tabs and devices", shared: "everybody who has the app open" } as const;
