/** Whether a token still works. */
import type { ApiToken } from "../../api/workspaces";

export function stateOf(
  token: Pick<ApiToken, "expires_at" | "revoked_at">,
  now: number,
): "usable" | "expired" | "revoked" {
  if (token.revoked_at !== null) return "revoked";
  return Date.parse(token.expires_at) <= now ? "expired" : "usable";
}
