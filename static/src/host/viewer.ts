/** The viewer's page: holds the cookie, runs no app code, and fills itself with the sandboxed player. */
import "./viewer.css";
import { setCsrfToken } from "../api/http";
import type { Session, SessionMode } from "../api/session";
import type { AppDocument } from "../document";
import type { User } from "../protocol";
import { createFrame } from "./frame";
import type { ReleaseNotice } from "./notice";
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
setCsrfToken(page.csrf_token);
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
if (page.mode === "draft") void import("./draft-sign").then((sign) => root.before(sign.createDraftSign(page.app.id)));
let release: number | null = null;
let notice: Promise<ReleaseNotice> | null = null; // from the first release on that comes while the page is open
const told = (): Promise<ReleaseNotice> => {
  notice ??= import("./notice").then(({ createReleaseNotice }) => {
    const made = createReleaseNotice(document.body, () => frame.update());
    made.showing(release);
    return made;
  });
  return notice;
};
const shown = (session: Session) => {
  own = session.document.appearance.theme;
  paint();
  release = session.release;
  void notice?.then((made) => made.showing(session.release));
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
  if (message.type === "release") void told().then((made) => made.live(message.number));
  if (message.type === "page") pages.showing(message.name);
});

onSystemTheme((theme) => {
  paint();
  frame.post({ type: "theme", theme });
});
