/** The code of a JavaScript query, and beside it what it returned when it was last run from here, or has now. */
import { useMemo } from "preact/hooks";
import type { JavaScriptQuery } from "../../../document";
import type { Run } from "../../canvas/runs";
import { CodeEditor } from "../../code/editor";
import { CodeScopeProvider } from "../../code/world";
import { faultAt } from "../../draft/faults";
import { milliseconds } from "../../events/actions";
import { Value } from "../../outline/value-tree";
import { useStudio } from "../../studio";
import { withLine } from "../use-failure";

interface CodePageProps {
  query: JavaScriptQuery;
  path: string;
  onChange: (changes: Partial<JavaScriptQuery>, what: string) => void;
}

export function CodePage({ query, path, onChange }: CodePageProps) {
  const studio = useStudio();
  const fault = faultAt(studio.draft.faults.value, `${path}.code`);
  const run = studio.runs.results.value.get(query.name);
  const scope = useMemo(() => ({ args: query.arguments }), [query.arguments]);
  return (
    <div class="code-and-value" role="tabpanel" aria-label="Code">
      <CodeScopeProvider value={scope}>
        <CodeEditor
          language="javascript"
          path={`${path}.code`}
          label={`Code of ${query.name}`}
          hint="return await otherQuery.run({ pair: args.pair });"
          tall
          wrong={fault !== null}
          value={query.code}
          testId="javascript-code"
          onChange={(code) => onChange({ code }, "Change the code")}
        />
      </CodeScopeProvider>
      <section
        class="outcome"
        aria-label={`Result of ${query.name}`}
        data-testid="javascript-result"
        data-run={run?.kind}
      >
        <h3 class="outcome-head">
          Result <span class="faint num">{took(run)}</span>
        </h3>
        {fault && <p class="field-error">{fault}</p>}
        <Outcome name={query.name} run={run} />
      </section>
    </div>
  );
}

function Outcome({ name, run }: { name: string; run: Run | undefined }) {
  const reports = useStudio().live.reports.value;
  switch (run?.kind) {
    case undefined:
      return <p class="faint">Run it to see what it returns.</p>;
    case "running":
      return <p class="faint">Running…</p>;
    case "failed":
      return (
        <p class="field-error" role="alert">
          {withLine(run.message, reports, [`${name} · code`])}
        </p>
      );
    case "returned":
      return <Value value={run.value} />;
  }
}

function took(run: Run | undefined): string {
  if (run?.kind === "returned") return `after ${milliseconds(Math.round(run.ms))}`;
  return run?.kind === "failed" ? `failed after ${milliseconds(Math.round(run.ms))}` : "";
}
