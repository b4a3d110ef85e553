/** What is asked before a run, how long it may take, and what the viewer is told of it. */
import { Checkbox, Field } from "../../../ui";
import { faultAt } from "../../draft/faults";
import { TemplateField } from "../../events/fields";
import { useStudio } from "../../studio";
import { MS_UNITS, UnitInput } from "../unit-input";
import type { PartProps, Runnable } from "./part";

// The document's bounds.
const TIMEOUT_MAX_MS = 600_000;
const NOTICE_MIN_MS = 500;
const NOTICE_MAX_MS = 60_000;

export function Runs({ query, path, script, onChange }: PartProps) {
  const faults = useStudio().draft.faults.value;
  const fault = (field: string) => faultAt(faults, `${path}.${field}`);
  const { notifications } = query;
  const notify = (changes: Partial<Runnable["notifications"]>) =>
    onChange({ notifications: { ...notifications, ...changes } }, "Change the notifications");
  return (
    <>
      <h3 class="sect wide">Each run</h3>
      <TemplateField
        label="Ask first"
        testId="query-confirm"
        value={query.confirm}
        error={fault("confirm")}
        path={`${path}.confirm`}
        placeholder="Delete order {{ orders.selectedRow.id }}?"
        hint="A question that the viewer must say yes to. Empty: none."
        short
        onChange={(confirm) => onChange({ confirm }, "Change the question")}
      />
      <div class="group">
        <Field
          label="Fails after"
          error={fault("timeout_ms")}
          hint={script ? "With the code timeout." : "When it hasn't opened by then, with the code timeout."}
        >
          {(id) => (
            <UnitInput
              id={id}
              label="Fails after"
              units={MS_UNITS}
              value={query.timeout_ms}
              min={0}
              max={TIMEOUT_MAX_MS}
              placeholder="never"
              onCommit={(timeout_ms) => onChange({ timeout_ms }, "Change the time-out")}
            />
          )}
        </Field>
        {script && (
          <div class="field">
            <Checkbox
              checked={script.cancel_previous}
              label="Cancel the run before"
              onChange={(cancel_previous) => script.set({ cancel_previous }, "Change the cancelling")}
            />
            <p class="field-hint">What an older run returns is dropped. Otherwise they go on side by side.</p>
          </div>
        )}
      </div>
      <h3 class="sect wide">Notifications</h3>
      <TemplateField
        label={script ? "When it has returned" : "When it has opened"}
        testId="notify-success"
        value={notifications.success}
        error={fault("notifications.success")}
        path={`${path}.notifications.success`}
        placeholder="none"
        hint="Once a run, never for a message."
        short
        onChange={(success) => notify({ success })}
      />
      <TemplateField
        label="When it has failed"
        testId="notify-failure"
        value={notifications.failure}
        error={fault("notifications.failure")}
        path={`${path}.notifications.failure`}
        placeholder="none"
        hint="The reason is added."
        short
        onChange={(failure) => notify({ failure })}
      />
      <Field label="Shown for" error={fault("notifications.duration_ms")}>
        {(id) => (
          <UnitInput
            id={id}
            label="Shown for"
            units={MS_UNITS.slice(0, 2)}
            value={notifications.duration_ms}
            min={NOTICE_MIN_MS}
            max={NOTICE_MAX_MS}
            onCommit={(duration_ms) => notify({ duration_ms })}
          />
        )}
      </Field>
    </>
  );
}
