/** What the server wrote into the page for its scripts: `<script type="application/json" id="page-data">`. */
import type { AppItem, DraftDocument } from "../api/apps";
import { setCsrfToken } from "../api/http";
import type { User } from "../protocol";

export type Role = "owner" | "editor" | "viewer";

export interface WorkspaceItem {
  id: number;
  name: string;
  role: Role;
}

export interface PageData {
  user: User | null;
  csrf_token?: string;
  /** Of the studio: what it is opened on. */
  app?: AppItem;
  draft?: DraftDocument;
  /** Of the app list and the settings: where the person is a member. */
  workspaces?: WorkspaceItem[];
  /** Where the built-in exchange is, if it runs. */
  exchange?: string | null;
}

export function readPage(): PageData {
  const element = document.getElementById("page-data");
  const page: PageData = element?.textContent ? JSON.parse(element.textContent) : { user: null };
  setCsrfToken(page.csrf_token ?? "");
  return page;
}

/** Where the page's scripts draw. */
export function rootElement(): HTMLElement {
  const root = document.getElementById("root");
  if (!root) throw new Error("The page has no #root.");
  return root;
}
