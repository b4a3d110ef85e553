/** What the settings have: one section a file, fetched once it is shown. */
import type { FunctionComponent } from "preact";
import type { User } from "../../protocol";
import { lazily } from "../../ui/lazily";
import type { Role, WorkspaceItem } from "../page";

export interface SectionProps {
  workspace: WorkspaceItem;
  /** Who is signed in. */
  user: User | null;
}

export interface Section {
  /** In the address, behind the #. */
  id: string;
  title: string;
  /** The least role that sees it. */
  least: Role;
  view: FunctionComponent<SectionProps>;
}

const ORDER: readonly Role[] = ["owner", "editor", "viewer"];

export const SECTIONS: readonly Section[] = [
  {
    id: "members",
    title: "Members",
    least: "viewer",
    view: lazily(() => import("./members").then(({ Members }) => Members)),
  },
  {
    id: "network",
    title: "Network",
    least: "editor",
    view: lazily(() => import("./network").then(({ Network }) => Network)),
  },
  {
    id: "secrets",
    title: "Secrets",
    least: "editor",
    view: lazily(() => import("./secrets").then(({ Secrets }) => Secrets)),
  },
  {
    id: "tokens",
    title: "API tokens",
    least: "viewer",
    view: lazily(() => import("./tokens").then(({ Tokens }) => Tokens)),
  },
  {
    id: "audit",
    title: "Audit log",
    least: "owner",
    view: lazily(() => import("./audit").then(({ Audit }) => Audit)),
  },
];

/** What somebody of this role sees. */
export const sectionsFor = (role: Role): Section[] =>
  SECTIONS.filter((section) => ORDER.indexOf(role) <= ORDER.indexOf(section.least));
