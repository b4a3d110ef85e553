/** What runs a query, and what is said of a run: the same for stream and JavaScript queries. */
import type { JavaScriptQuery, StreamQuery } from "../../../document";
import { Runs } from "./runs";
import { Triggers } from "./triggers";

export type Runnable = StreamQuery | JavaScriptQuery;
/** What both kinds have. */
export type RunSettings = Pick<Runnable, "run_on_load" | "triggers" | "notifications" | "confirm" | "timeout_ms">;

export interface SettingsProps<Query extends Runnable = Runnable> {
  query: Query;
  path: string;
  onChange: (changes: Partial<Query>, what: string) => void;
}

export function Settings<Query extends Runnable>({ query, path, onChange }: SettingsProps<Query>) {
  const set = (changes: Partial<RunSettings>, what: string) => onChange(changes as Partial<Query>, what);
  const script =
    query.kind === "javascript"
      ? {
          periodic_ms: query.periodic_ms,
          cancel_previous: query.cancel_previous,
          set: (changes: Partial<JavaScriptQuery>, what: string) => onChange(changes as Partial<Query>, what),
        }
      : null;
  return (
    <div class="form">
      <Triggers query={query} path={path} script={script} onChange={set} />
      <Runs query={query} path={path} script={script} onChange={set} />
    </div>
  );
}

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
