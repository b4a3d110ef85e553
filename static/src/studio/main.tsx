/** The studio's page: loads the app and its draft, then opens the studio on them. */
import { effect } from "@preact/signals";
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { readApp, readDocument, writeDocument } from "../api/apps";
import { Button, EmptyState, Mark, Skeleton } from "../ui";
import "./studio.css";
import { listenForKeys } from "./commands/listen";
import { Draft, type Transport } from "./draft/draft";
import { type PageData, readPage, rootElement } from "./page";
import { Shell } from "./shell/shell";
import { Studio } from "./studio";
import { applyTheme } from "./theme";
import { keepPictures } from "./thumbnails";

type AppId = NonNullable<PageData["app"]>["id"];

async function openStudio(id: AppId): Promise<Studio> {
  const [app, stored] = await Promise.all([readApp(id), readDocument(id)]);
  const write: Transport["write"] = (next) =>
    writeDocument(id, { ...next, restored: studio.versions.restoredFrom(next.document) });
  const draft = new Draft(stored, { read: () => readDocument(id), write }, Date.parse(app.updated_at));
  const studio = new Studio(app, draft);
  return studio;
}

/** What lives as long as the studio does. Returns its end. */
function attend(studio: Studio): () => void {
  const leave = (event: BeforeUnloadEvent) => {
    if (studio.draft.unsaved.peek()) event.preventDefault();
  };
  const online = () => {
    if (studio.draft.state.peek().kind === "offline") void studio.draft.save();
  };
  addEventListener("beforeunload", leave);
  addEventListener("online", online);
  const stopKeys = listenForKeys(studio);
  const stopClipboard = studio.clip.listen();
  const stopElsewhere = studio.elsewhere.attend();
  const stopPictures = keepPictures(studio);
  const stopTitle = effect(() => {
    document.title = `${studio.app.value.name} · Lowstream`;
  });
  return () => {
    removeEventListener("beforeunload", leave);
    removeEventListener("online", online);
    stopKeys();
    stopClipboard();
    stopElsewhere();
    stopPictures();
    stopTitle();
    studio.draft.dispose();
  };
}

function Page({ app }: { app: NonNullable<PageData["app"]> }) {
  const [studio, setStudio] = useState<Studio | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    setFault(null);
    let end = () => {};
    let gone = false;
    openStudio(app.id).then(
      (opened) => {
        if (gone) return;
        end = attend(opened);
        setStudio(opened);
      },
      (error: Error) => gone || setFault(error.message),
    );
    return () => {
      gone = true;
      end();
    };
  }, [app.id, attempt]);

  if (studio) return <Shell studio={studio} />;
  return (
    <div class="studio">
      <header class="top">
        <a class="top-mark" href="/" aria-label="All apps">
          <Mark />
        </a>
        <h1 class="top-name strong">{app.name}</h1>
      </header>
      <main class="opening">
        {fault ? (
          <EmptyState
            tone="fail"
            title="The app could not be opened"
            text={fault}
            action={<Button onClick={() => setAttempt(attempt + 1)}>Try again</Button>}
          />
        ) : (
          <Skeleton />
        )}
      </main>
    </div>
  );
}

applyTheme();
const { app } = readPage();
if (!app) throw new Error("The page names no app.");
render(<Page app={app} />, rootElement());
