/** The viewer's page: holds the cookie, runs no app code, and fills itself with the sandboxed player. */
import "./viewer.css";
import { setCsrfToken } from "../api/http";
import type { Session, SessionMode } from "../api/session";
import type { AppDocument } from "../document";
import type { User } from "../protocol";
import { createDraftSign } from "./draft-sign";
import { createFrame } from "./frame";
import { createReleaseNotice } from "./notice";
import { createPageHistory } from "./pages";
import { onSystemTheme, systemTheme } from "./theme";

/** What the server wrote into `#page-data`. */
interface PageData {
  csrf_token: string;
  user: User | null;
  app: { id: number; slug: string; name: string };
  mode: SessionMode;
  /** The embed token, in a frame of another site. */
  embed?: string;
}

type OwnTheme = AppDocument["appearance"]["theme"];

const page = JSON.parse(document.getElementById("page-data")?.textContent ?? "null") as PageData;
setCsrfToken(page.csrf_token || null);
let own: OwnTheme = "system";
const paint = () => {
  document.documentElement.dataset.theme = own === "system" ? systemTheme() : own;
};
paint();
document.title = page.mode === "draft" ? `${page.app.name} (draft)` : page.app.name;

// App code gets the address without what is ours in it, the token above all.
const {
  draft: _draft,
  page: _page,
  embed: _embed,
  ...query
} = Object.fromEntries(new URLSearchParams(location.search));
const pages = createPageHistory((name) => frame.post({ type: "page", name }));
const root = document.getElementById("root") ?? document.body;
const notice = createReleaseNotice(document.body, () => frame.update());
if (page.mode === "draft") root.before(createDraftSign(page.app.id));
const shown = (session: Session) => {
  own = session.document.appearance.theme;
  paint();
  notice.showing(session.release);
  if (page.mode === "release") document.title = session.title;
};
const frame = createFrame(root, {
  app: page.app,
  session: page.mode,
  mode: "view",
  theme: systemTheme(),
  header: true,
  ...(page.embed ? { embed: page.embed } : {}),
  url: { query, hash: location.hash },
  page: () => pages.wanted,
  onShown: shown,
  onSilent: () => {
    const why = document.createElement("p");
    why.className = "app-silent";
    why.setAttribute("role", "alert");
    why.textContent = "The app could not be loaded. Check the connection, then reload the page.";
    root.prepend(why);
  },
});
frame.element.title = page.app.name;
frame.on((message) => {
  if (message.type === "release") notice.live(message.number);
  if (message.type === "page") pages.showing(message.name);
});

onSystemTheme((theme) => {
  paint();
  frame.post({ type: "theme", theme });
});
