/** Workspaces: who is in them, who is invited, and what happened. And a person's own API tokens. */
import { call } from "./http";

export type Role = "owner" | "editor" | "viewer";

export interface Workspace {
  id: number;
  name: string;
  role: Role;
}

export interface Member {
  /** The person's. */
  id: number;
  name: string;
  email: string;
  role: Role;
}

export interface Invitation {
  id: number;
  role: Role;
  /** Empty: for anybody who has the link. */
  email: string;
  invited_by: string | null;
  created_at: string;
  expires_at: string;
}

export type Scope = "read" | "write" | "publish";

export interface ApiToken {
  id: number;
  name: string;
  /** How it begins. */
  shown: string;
  scopes: Scope[];
  created_at: string;
  expires_at: string;
  last_used_at: string | null;
  revoked_at: string | null;
}

export interface AuditEntry {
  id: number;
  at: string;
  /** Empty: the system. */
  person: string;
  action: string;
  target: string;
  details: Record<string, unknown>;
}

const base = (workspace: number) => `/api/workspaces/${workspace}/`;

export const createWorkspace = (name: string): Promise<Workspace> => call("POST", "/api/workspaces/", { name });
export const renameWorkspace = (workspace: number, name: string): Promise<Workspace> =>
  call("PATCH", base(workspace), { name });

export const listMembers = (workspace: number): Promise<Member[]> => call("GET", `${base(workspace)}members/`);
export const changeRole = (workspace: number, person: number, role: Role): Promise<Member> =>
  call("PATCH", `${base(workspace)}members/${person}/`, { role });
export const removeMember = (workspace: number, person: number): Promise<null> =>
  call("DELETE", `${base(workspace)}members/${person}/`);

export const listInvitations = (workspace: number): Promise<Invitation[]> =>
  call("GET", `${base(workspace)}invitations/`);
/** The link is in this answer and nowhere else. */
export const invite = (
  workspace: number,
  who: { role: Role; email: string; expires_in_days: number },
): Promise<Invitation & { link: string }> => call("POST", `${base(workspace)}invitations/`, who);
export const revokeInvitation = (workspace: number, invitation: number): Promise<null> =>
  call("DELETE", `${base(workspace)}invitations/${invitation}/`);

export const listTokens = (): Promise<ApiToken[]> => call("GET", "/api/tokens/");
/** The value is in this answer and nowhere else. */
export const createToken = (token: {
  name: string;
  scopes: Scope[];
  expires_in_days: number;
}): Promise<ApiToken & { token: string }> => call("POST", "/api/tokens/", token);
export const revokeTokens = (): Promise<null> => call("DELETE", "/api/tokens/");
export const revokeToken = (token: number): Promise<null> => call("DELETE", `/api/tokens/${token}/`);

/** `search`: what `auditSearch` made. */
export const readAudit = (
  workspace: number,
  search: URLSearchParams,
  cursor: string,
): Promise<{ entries: AuditEntry[]; next: string }> => {
  const asked = new URLSearchParams(search);
  if (cursor) asked.set("cursor", cursor);
  return call("GET", `${base(workspace)}audit/?${asked}`);
};
/** The address of the file. */
export const auditFile = (workspace: number, search: URLSearchParams, as: "csv" | "ndjson"): string =>
  `${base(workspace)}audit/export/?${new URLSearchParams([...search, ["as", as]])}`;
