/** What runs a query, and what is said of a run: the same for stream and JavaScript queries. */
import type { JavaScriptQuery } from "../../../document";
import type { Runnable, RunSettings } from "./part";
import { Runs } from "./runs";
import { Triggers } from "./triggers";

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
