/** The script that runs once, before the first query. */
import { RotateCcw } from "lucide";
import { Button } from "../../ui";
import { CodeEditor } from "../code/editor";
import { changeStartup } from "../draft/edits";
import { faultAt } from "../draft/faults";
import { useStudio } from "../studio";

export function StartupEditor() {
  const studio = useStudio();
  const fault = faultAt(studio.draft.faults.value, "scripts.startup");
  const report = studio.live.reports.value.findLast(
    (one) => one.level === "error" && one.where.startsWith("script") && one.where.includes("startup"),
  );
  return (
    <>
      <div class="panel-h">
        <h2>
          Start-up script <span class="faint inspector-note">runs once, when the app opens</span>
        </h2>
        <Button
          icon={RotateCcw}
          data-testid="restart"
          title="Start the app afresh on the canvas"
          onClick={() => studio.restart()}
        >
          Restart
        </Button>
      </div>
      {(fault || report) && (
        <p class="strip fail" role="alert">
          {fault ?? `${report?.message}${report?.line ? ` (line ${report.line})` : ""}`}
        </p>
      )}
      <div class="scroll fill">
        <CodeEditor
          language="javascript"
          path="scripts.startup"
          label="Start-up script"
          hint="window.rows = [];"
          tall
          value={studio.document.value.scripts.startup}
          testId="startup-code"
          onChange={(startup) =>
            studio.draft.edit("Change the start-up script", (document) => changeStartup(document, startup))
          }
        />
      </div>
    </>
  );
}
