/** How much of the stream is kept for who joins, reloads or reconnects. */
import type { QueryReport } from "../../../bridge";
import type { StreamQuery } from "../../../document";
import { Field, gapText, NumberInput } from "../../../ui";
import { WINDOW_MAX_BYTES } from "../../draft/blank";
import { faultAt } from "../../draft/faults";
import { useStudio } from "../../studio";
import { PathInput } from "../rules/path-input";
import type { TabProps } from "../tab-props";
import { SIZE_UNITS, TIME_UNITS, UnitInput } from "../unit-input";
import { WindowActions } from "./export";

// The definition's bounds.
const SIZE_MAX = 10_000;
const AGE_MAX = 7 * 86_400;
const MIN_BYTES = 64 * 1_024;

export function WindowTab({ query, path, onChange }: TabProps) {
  const studio = useStudio();
  const { window } = query;
  const report = studio.live.byName.value.get(query.name);
  const fault = (field: string) => faultAt(studio.draft.faults.value, `${path}.window.${field}`);
  const set = (changes: Partial<StreamQuery["window"]>) =>
    onChange({ window: { ...window, ...changes } }, "Change the window");
  const noun = window.key ? "key" : "message";
  return (
    <div class="form">
      <div class="window-now wide">
        <p class="num">{report ? keptText(report) : "Nothing kept yet"}</p>
        <WindowActions query={query} empty={!report} />
      </div>
      <Field label={`Keep the newest ${noun}s`} error={fault("size")} hint="A viewer who joins gets these first.">
        {(id) => (
          <NumberInput
            id={id}
            value={window.size}
            min={1}
            max={SIZE_MAX}
            onCommit={(size) => {
              if (size !== null) set({ size: Math.round(size) });
            }}
          />
        )}
      </Field>
      <Field label="No older than" error={fault("max_age_seconds")} hint="The tightest of the three bounds counts.">
        {(id) => (
          <UnitInput
            id={id}
            label="No older than"
            units={TIME_UNITS}
            value={window.max_age_seconds}
            min={0}
            max={AGE_MAX}
            placeholder="of any age"
            onCommit={(max_age_seconds) => set({ max_age_seconds })}
          />
        )}
      </Field>
      <Field label="No larger than" error={fault("max_bytes")}>
        {(id) => (
          <UnitInput
            id={id}
            label="No larger than"
            units={SIZE_UNITS}
            value={window.max_bytes}
            min={MIN_BYTES}
            max={WINDOW_MAX_BYTES}
            onCommit={(max_bytes) => set({ max_bytes })}
          />
        )}
      </Field>
      <Field label="Newest row of each" error={fault("key")} hint="A key's path in the row; empty keeps every row.">
        {(id) => (
          <PathInput
            id={id}
            value={window.key}
            placeholder="$.symbol"
            testId="window-key"
            onChange={(key) => set({ key })}
          />
        )}
      </Field>
    </div>
  );
}

/** `36 of 1,000 kept · 5 replaced · none missed` */
function keptText({ messages, window, replaced, gaps }: QueryReport): string {
  const parts = [`${number(messages)} of ${number(window)} kept`];
  if (replaced > 0) parts.push(`${number(replaced)} replaced`);
  return [...parts, gapText(gaps) || "none missed"].join(" · ");
}

const number = (value: number): string => value.toLocaleString("en-US");
