/** The window of a query's stream over REST: read as a file, or emptied. */
import type { AppItem } from "./apps";
import { call, download } from "./http";
import type { SessionMode } from "./session";

export type WindowFormat = "json" | "csv" | "ndjson";
export type Params = Readonly<Record<string, string | number | boolean>>;

/** Whose stream it is: of the draft or the release, of which session, run with what. */
export interface WindowOf {
  app: AppItem["id"];
  query: string;
  mode: SessionMode;
  /** The signed session, which a stream of scope `session` belongs to. */
  session?: string | null;
  params?: Params;
}

const EXPORT_MS = 60_000; // a full window is 16 MiB, and somebody's line is slow

/** The window's address. `newest` first reads like a log, `oldest` first like a table of measurements. */
export function windowPath(of: WindowOf, as?: WindowFormat, order?: "oldest" | "newest"): string {
  const search = new URLSearchParams({ mode: of.mode });
  if (of.session) search.set("session", of.session);
  if (of.params && Object.keys(of.params).length > 0) search.set("params", JSON.stringify(of.params));
  if (as) search.set("as", as);
  if (order) search.set("order", order);
  return `/api/apps/${of.app}/queries/${encodeURIComponent(of.query)}/window/?${search}`;
}

export const exportWindow = (of: WindowOf, as: WindowFormat): Promise<Blob> =>
  download(windowPath(of, as, "oldest"), { timeoutMs: EXPORT_MS });

/** Forget the messages kept so far, for everybody who follows the stream. */
export const clearWindow = (of: WindowOf): Promise<null> => call("DELETE", windowPath(of));
