/** With whom an app is shared, and which sites may show it. */
import type { AppItem } from "./apps";
import { call } from "./http";

export type AppRole = "editor" | "viewer";

export interface Grant {
  id: number;
  email: string;
  role: AppRole;
}

export interface Embedding {
  origins: string[];
  /** null: there is no embed key. */
  key_made_at: string | null;
}

type Id = AppItem["id"];

export const listGrants = (app: Id): Promise<Grant[]> => call("GET", `/api/apps/${app}/grants/`);
/** Also another role for who has one. The answer is the same whether or not somebody has this address. */
export const giveGrant = (app: Id, email: string, role: AppRole): Promise<Grant> =>
  call("POST", `/api/apps/${app}/grants/`, { email, role });
export const takeBackGrant = (app: Id, grant: Grant["id"]): Promise<null> =>
  call("DELETE", `/api/apps/${app}/grants/${grant}/`);

export const readEmbedding = (app: Id): Promise<Embedding> => call("GET", `/api/apps/${app}/embedding/`);
export const changeOrigins = (app: Id, origins: string[]): Promise<Embedding> =>
  call("PUT", `/api/apps/${app}/embedding/`, { origins });
/** In place of the last one. It is told this once. */
export const makeEmbedKey = (app: Id): Promise<{ key: string }> => call("POST", `/api/apps/${app}/embedding/key/`, {});
export const withdrawEmbedKey = (app: Id): Promise<null> => call("DELETE", `/api/apps/${app}/embedding/key/`);
