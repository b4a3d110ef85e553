/** The bar at the top: the app's name, whether the draft is saved, what is live, and what leads out of the studio. */
import { Redo2, Search, Undo2 } from "lucide";
import { useState } from "preact/hooks";
import { changeApp } from "../../api/apps";
import { Button, IconButton, Mark, Pill, rateText } from "../../ui";
import { keysOf } from "../commands/all";
import { keyText } from "../commands/keys";
import { count } from "../format";
import { useStudio } from "../studio";
import { NameInput } from "./name";
import { PublishDialog } from "./publish";
import { SaveStateText } from "./save-state";
import { ShareDialog } from "./share";

const APP_NAME_MAX = 120; // the server's

export function TopBar() {
  const studio = useStudio();
  const dialog = studio.dialog.value;
  const show = (next: typeof dialog) => {
    studio.dialog.value = next;
  };
  const [opening, setOpening] = useState(false);
  const app = studio.app.value;

  const rename = async (name: string) => {
    studio.app.value = { ...app, name };
    try {
      studio.app.value = await changeApp(app.id, { name });
    } catch (error) {
      studio.app.value = { ...studio.app.peek(), name: app.name };
      studio.toasts.show(`The app was not renamed. ${(error as Error).message}`, "error", null);
    }
  };

  const preview = async () => {
    setOpening(true);
    await studio.preview();
    setOpening(false);
  };

  return (
    <header class="top">
      <a class="top-mark" href="/" aria-label="All apps" title="All apps">
        <Mark />
      </a>
      <h1 class="top-name">
        <NameInput
          value={app.name}
          label="App name"
          class="strong"
          testId="app-name"
          check={(name) =>
            name === "" ? "Enter a name." : name.length > APP_NAME_MAX ? `${APP_NAME_MAX} characters at most.` : null
          }
          onCommit={rename}
        />
      </h1>
      <SaveStateText />
      <span class="spacer" />
      <LivePill />
      <UndoRedo />
      <Button
        variant="ghost"
        icon={Search}
        data-testid="open-search"
        onClick={() => show("search")}
        title="Search the app and all commands"
      >
        Search <span class="kbd">{keyText(keysOf("view.search"))}</span>
      </Button>
      <Button onClick={preview} busy={opening} data-testid="preview" title="Open the draft as viewers would see it">
        Preview <span class="kbd">{keyText(keysOf("app.preview"))}</span>
      </Button>
      <Button onClick={() => show("share")} data-testid="share">
        Share
      </Button>
      <Button variant="primary" onClick={() => show("publish")} data-testid="publish">
        Publish
      </Button>
      <ShareDialog open={dialog === "share"} onClose={() => show(null)} onPublish={() => show("publish")} />
      <PublishDialog open={dialog === "publish"} onClose={() => show(null)} />
    </header>
  );
}

function UndoRedo() {
  const { draft, steps } = useStudio();
  const undo = draft.history.last.value;
  const redo = draft.history.next.value;
  return (
    <span class="top-steps">
      <IconButton
        icon={Undo2}
        label={undo ? `Undo: ${undo.description} (${keyText(keysOf("edit.undo"))})` : "Nothing to undo"}
        disabled={!undo}
        data-testid="undo"
        onClick={() => steps.undo()}
      />
      <IconButton
        icon={Redo2}
        label={redo ? `Redo: ${redo.description} (${keyText(keysOf("edit.redo"))})` : "Nothing to redo"}
        disabled={!redo}
        data-testid="redo"
        onClick={() => steps.redo()}
      />
    </span>
  );
}

function LivePill() {
  const { live } = useStudio();
  const reports = live.queries.value;
  if (reports.length === 0) return null;
  const open = live.openCount.value;
  const failed = reports.filter(({ status }) => status.status === "failed").length;
  const busy = reports.some(({ status }) => status.status === "retrying" || status.status === "connecting");
  const words =
    failed > 0
      ? `${count(failed, "stream")} failed`
      : open < reports.length && (open > 0 || busy)
        ? `${open} of ${count(reports.length, "stream")}`
        : count(open, "stream");
  return (
    <Pill tone={failed > 0 ? "fail" : busy ? "busy" : open > 0 ? "open" : "idle"} dot title="Streams of the canvas">
      <span data-testid="live">
        {words} · <span class="num">{rateText(live.rate.value)}</span>
      </span>
    </Pill>
  );
}
