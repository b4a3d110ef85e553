/** What the parts of a query's run settings are given. */
import type { JavaScriptQuery, StreamQuery } from "../../../document";

export type Runnable = StreamQuery | JavaScriptQuery;
/** What both kinds have. */
export type RunSettings = Pick<Runnable, "run_on_load" | "triggers" | "notifications" | "confirm" | "timeout_ms">;

/** What only JavaScript queries have; null for streams. */
export type Script =
  | (Pick<JavaScriptQuery, "periodic_ms" | "cancel_previous"> & {
      set: (changes: Partial<JavaScriptQuery>, what: string) => void;
    })
  | null;

export interface PartProps {
  query: Runnable;
  path: string;
  script: Script;
  onChange: (changes: Partial<RunSettings>, what: string) => void;
}
