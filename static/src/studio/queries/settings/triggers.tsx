/** What runs a query beside app code and handlers. */
import { Checkbox, Field } from "../../../ui";
import { faultAt } from "../../draft/faults";
import { NameList } from "../../inspector/name-list";
import { useStudio } from "../../studio";
import { MS_UNITS, UnitInput } from "../unit-input";
import type { PartProps, Runnable } from "./part";

// The document's bounds.
const PACE_MAX_MS = 3_600_000;
const PERIOD_MIN_MS = 100;
const AFTER_MAX = 10;

export function Triggers({ query, path, script, onChange }: PartProps) {
  const studio = useStudio();
  const { queries, javascript_queries } = studio.document.value;
  const fault = (field: string) => faultAt(studio.draft.faults.value, `${path}.${field}`);
  const { triggers } = query;
  const set = (changes: Partial<Runnable["triggers"]>, what: string) =>
    onChange({ triggers: { ...triggers, ...changes } }, what);
  const inputs = script ? "arguments" : "parameters";
  const others = [...queries, ...javascript_queries].map((one) => one.name).filter((name) => name !== query.name);
  return (
    <>
      <h3 class="sect wide">Runs</h3>
      <div class="group tight">
        <Checkbox
          checked={query.run_on_load}
          label="When the app opens"
          onChange={(run_on_load) => onChange({ run_on_load }, "Change the start")}
        />
        <div class="field">
          <Checkbox
            checked={triggers.on_input}
            label="When an input changes"
            onChange={(on_input) => set({ on_input }, "Change the triggers")}
          />
          <p class="field-hint">Something that its {inputs} read has another value.</p>
        </div>
      </div>
      <Field
        label="After its inputs have been quiet for"
        error={fault("triggers.debounce_ms")}
        hint={
          triggers.on_input ? "So that it doesn't run for each letter that is typed." : "Only when an input changes."
        }
      >
        {(id) => (
          <UnitInput
            id={id}
            label="After its inputs have been quiet for"
            units={MS_UNITS}
            value={triggers.debounce_ms}
            min={0}
            max={PACE_MAX_MS}
            disabled={!triggers.on_input}
            onCommit={(debounce_ms) => set({ debounce_ms }, "Change the debounce")}
          />
        )}
      </Field>
      <NameList
        label="After other queries"
        hint="Each time one of them has succeeded; a stream: has opened."
        names={triggers.after}
        offered={others}
        addLabel="Choose a query"
        none="There is no other query"
        max={AFTER_MAX}
        path={`${path}.triggers.after`}
        testId="trigger-after"
        onChange={(after) => set({ after }, "Change the triggers")}
      />
      <div class="group">
        <Field label="After the app has been open for" error={fault("triggers.after_ms")} hint="Once.">
          {(id) => (
            <UnitInput
              id={id}
              label="After the app has been open for"
              units={MS_UNITS}
              value={triggers.after_ms}
              min={0}
              max={PACE_MAX_MS}
              placeholder="not"
              onCommit={(after_ms) => set({ after_ms }, "Change the triggers")}
            />
          )}
        </Field>
        {script && (
          <Field
            label="Again and again, every"
            error={fault("periodic_ms")}
            hint="Counted from the end of the run before."
          >
            {(id) => (
              <UnitInput
                id={id}
                label="Again and again, every"
                units={MS_UNITS}
                value={script.periodic_ms}
                min={0}
                max={PACE_MAX_MS}
                placeholder="not"
                onCommit={(ms) =>
                  script.set({ periodic_ms: ms === 0 ? 0 : Math.max(PERIOD_MIN_MS, ms) }, "Change the period")
                }
              />
            )}
          </Field>
        )}
      </div>
    </>
  );
}
