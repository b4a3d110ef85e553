/** The studio's page: opens the studio on the app and the draft that came with it. */
import { effect } from "@preact/signals";
import { render } from "preact";
import { type AppItem, type DraftDocument, readDocument, writeDocument } from "../api/apps";
import "../ui";
import "./studio.css";
import { listenForKeys } from "./commands/listen";
import { Draft, type Transport } from "./draft/draft";
import { readPage, rootElement } from "./page";
import { Shell } from "./shell/shell";
import { Studio } from "./studio";
import { applyTheme } from "./theme";
import { keepPictures } from "./thumbnails";

function open(app: AppItem, stored: DraftDocument): Studio {
  const { id } = app;
  const write: Transport["write"] = (next) =>
    writeDocument(id, { ...next, restored: studio.versions.restoredFrom(next.document) });
  const draft = new Draft(stored, { read: () => readDocument(id), write }, Date.parse(app.updated_at));
  const studio = new Studio(app, draft);
  return studio;
}

/** What lives as long as the page does. */
function attend(studio: Studio): void {
  addEventListener("beforeunload", (event) => {
    if (studio.draft.unsaved.peek()) event.preventDefault();
  });
  addEventListener("online", () => {
    if (studio.draft.state.peek().kind === "offline") void studio.draft.save();
  });
  listenForKeys(studio);
  studio.clip.listen();
  studio.elsewhere.attend();
  keepPictures(studio);
  effect(() => {
    document.title = `${studio.app.value.name} · Lowstream`;
  });
}

applyTheme();
const { app, draft } = readPage();
if (!app || !draft) throw new Error("The page names no app.");
const studio = open(app, draft);
attend(studio);
render(<Shell studio={studio} />, rootElement());
