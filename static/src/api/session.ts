/** Opening an app: its document, and a token for its socket. Apart from the rest of the API, since every viewer loads it. */
import type { AppDocument } from "../document";
import type { User } from "../protocol";
import { call } from "./http";

export interface Session {
  token: string;
  session: string;
  expires_in: number;
  socket: string;
  user: User | null;
  document: AppDocument;
  release: number | null;
  title: string;
}

export type SessionMode = "release" | "draft";

/** Mint a viewer token. `session` is what an earlier call returned: the same session goes on; `embed`: an embed token. */
export const openSession = (
  id: number | string,
  request: { mode: SessionMode; session?: string; embed?: string },
): Promise<Session> => call("POST", `/api/apps/${id}/session/`, request);
