/** What app code and the engine have to tell the author, newest first. */
import { EmptyState } from "../../ui";
import { secondsText } from "../format";
import { useStudio } from "../studio";

export function Console() {
  const reports = useStudio().live.reports.value;
  if (reports.length === 0) return <EmptyState text="Errors of handlers and scripts, and console.log, appear here." />;
  return (
    <div class="log" data-testid="console">
      {[...reports].reverse().map((report) => (
        <div key={report.id} class={`console-line ${report.level}`}>
          <span class="at">{secondsText(report.at)}</span>
          <span>
            <span class="console-where">
              {report.where}
              {report.line !== null && `, line ${report.line}`}
            </span>
            <span class="console-text">{report.message}</span>
          </span>
        </div>
      ))}
    </div>
  );
}
