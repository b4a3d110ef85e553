/** The viewer's page: holds the cookie, runs no app code, and fills itself with the sandboxed player. */
import "./viewer.css";
import type { SessionMode } from "../api/apps";
import { setCsrfToken } from "../api/http";
import type { User } from "../protocol";
import { createFrame } from "./frame";
import { createReleaseNotice } from "./notice";
import { onSystemTheme, systemTheme } from "./theme";

/** What the server wrote into `#page-data`. */
interface PageData {
  csrf_token: string;
  user: User | null;
  app: { id: number; slug: string; name: string };
  mode: SessionMode;
}

const page = JSON.parse(document.getElementById("page-data")?.textContent ?? "null") as PageData;
setCsrfToken(page.csrf_token || null);
document.documentElement.dataset.theme = systemTheme();
document.title = page.mode === "draft" ? `${page.app.name} (draft)` : page.app.name;

const { draft: _, ...query } = Object.fromEntries(new URLSearchParams(location.search));
const root = document.getElementById("root") ?? document.body;
const notice = createReleaseNotice(document.body);
const frame = createFrame(root, {
  app: page.app,
  session: page.mode,
  mode: "view",
  theme: systemTheme(),
  header: true,
  url: { query, hash: location.hash },
  onSession: (session) => {
    notice.showing(session.release);
    if (page.mode === "release") document.title = session.title;
  },
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
});

onSystemTheme((theme) => {
  document.documentElement.dataset.theme = theme;
  frame.post({ type: "theme", theme });
});
