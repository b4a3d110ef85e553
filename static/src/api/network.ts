/** Where a workspace's streams may lead, as `/api/workspaces/<id>/network/` serves it. */
import { call } from "./http";

/** One entry each: host, host:port, *.domain, a network, or :port. */
export interface Restrictions {
  /** Empty: anywhere. */
  only: string[];
  deny: string[];
}

export interface NetworkRules extends Restrictions {
  /** Private places that the operator has opened for this workspace. */
  allow: string[];
}

const path = (workspace: number): string => `/api/workspaces/${workspace}/network/`;

export const readNetwork = (workspace: number): Promise<NetworkRules> => call("GET", path(workspace));
/** Rejects with a fault for each bad entry, such as `only[1]`. */
export const restrictNetwork = (workspace: number, lists: Restrictions): Promise<NetworkRules> =>
  call("PUT", path(workspace), lists);
