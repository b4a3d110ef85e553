/** How many of the newest messages are kept for who joins, reloads or reconnects. */
import { Field, NumberInput } from "../../ui";
import { faultAt } from "../draft/faults";
import { useStudio } from "../studio";
import type { TabProps } from "./tab-props";

const WINDOW_MAX = 10_000; // the definition's

export function WindowTab({ query, path, onChange }: TabProps) {
  const studio = useStudio();
  const report = studio.live.byName.value.get(query.name);
  return (
    <div class="form">
      <Field
        label="Keep the newest messages"
        error={faultAt(studio.draft.faults.value, `${path}.window.size`)}
        hint="Whoever opens the app gets these at once, then what follows."
      >
        {(id) => (
          <NumberInput
            id={id}
            value={query.window.size}
            min={1}
            max={WINDOW_MAX}
            onCommit={(size) => {
              if (size !== null) onChange({ window: { ...query.window, size: Math.round(size) } }, "Change the window");
            }}
          />
        )}
      </Field>
      <dl class="facts">
        <div>
          <dt>In the window</dt>
          <dd class="num">{report ? `${report.messages} of ${report.window}` : "–"}</dd>
        </div>
        <div>
          <dt>Missed</dt>
          <dd class="num">{report ? report.gaps.toLocaleString("en-US") : "–"}</dd>
        </div>
      </dl>
    </div>
  );
}
