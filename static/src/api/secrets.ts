/** The secrets of a workspace: a value goes in and never comes back. */
import { call } from "./http";

/** An app that names a secret. `published`: its live release does, else only the draft. */
export interface SecretUse {
  id: number;
  name: string;
  published: boolean;
}

export interface SecretItem {
  name: string;
  /** `api.example.com`, `*.example.com`, each perhaps with a port. */
  hosts: string[];
  created_at: string;
  created_by: string | null;
  updated_at: string;
  updated_by: string | null;
  /** To the hour. */
  last_used_at: string | null;
  used_by: SecretUse[];
}

const at = (workspace: number, name?: string) =>
  `/api/workspaces/${workspace}/secrets/${name === undefined ? "" : `${name}/`}`;

export const listSecrets = (workspace: number): Promise<SecretItem[]> => call("GET", at(workspace));
export const createSecret = (
  workspace: number,
  secret: { name: string; value: string; hosts: string[] },
): Promise<SecretItem> => call("POST", at(workspace), secret);
/** Other hosts need the value again. */
export const replaceSecret = (
  workspace: number,
  name: string,
  secret: { value: string; hosts: string[] },
): Promise<SecretItem> => call("PUT", at(workspace, name), secret);
export const deleteSecret = (workspace: number, name: string): Promise<null> => call("DELETE", at(workspace, name));
