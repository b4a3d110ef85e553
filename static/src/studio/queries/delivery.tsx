/** How much of the stream reaches each viewer, and how often; and what viewers may send up it. */
import type { Delivery } from "../../document";
import { Field, NumberInput } from "../../ui";
import { faultAt } from "../draft/faults";
import { useStudio } from "../studio";
import { ViewersBroadcasts } from "./broadcasts";
import type { TabProps } from "./tab-props";

const PER_SECOND_MAX = 20; // as often as a screen needs; the protocol's

export function DeliveryTab(props: TabProps) {
  const { query, path, onChange } = props;
  const faults = useStudio().draft.faults.value;
  const { delivery, window } = query;
  const set = (changes: Partial<Delivery>) =>
    onChange({ delivery: { ...delivery, ...changes } }, "Change the delivery");
  const modes: readonly { value: Delivery["mode"]; label: string; meaning: string }[] = [
    {
      value: "every",
      label: "Every message",
      meaning: "In order and without a hole; what a slow viewer can't have is told as a gap.",
    },
    {
      value: "latest",
      label: window.key ? "The latest of each key" : "The latest message",
      meaning: "What came between two deliveries is left out on purpose, and no gap is told.",
    },
  ];
  return (
    <div class="form">
      <fieldset class="choices" aria-label="What each viewer gets">
        <legend>Each viewer gets</legend>
        {modes.map((mode) => (
          <label key={mode.value} class={delivery.mode === mode.value ? "choice on" : "choice"}>
            <input
              type="radio"
              name={`delivery-${query.name}`}
              checked={delivery.mode === mode.value}
              data-testid={`delivery-${mode.value}`}
              onChange={() => set({ mode: mode.value })}
            />
            <span>
              <span class="choice-label">{mode.label}</span>
              <span class="faint">{mode.meaning}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <Field
        label="At most so many times a second"
        error={faultAt(faults, `${path}.delivery.per_second`) ?? faultAt(faults, `${path}.delivery.mode`)}
        hint="Messages in between come together in one frame. What came last always arrives."
      >
        {(id) => (
          <span class="short">
            <NumberInput
              id={id}
              value={delivery.per_second}
              min={0.1}
              max={PER_SECOND_MAX}
              fallback={PER_SECOND_MAX}
              onCommit={(per_second) => set({ per_second: per_second ?? PER_SECOND_MAX })}
            />
          </span>
        )}
      </Field>
      <ViewersBroadcasts {...props} />
    </div>
  );
}
