/** Some of the app's queries, chosen by name. */
import { X } from "lucide";
import { useId } from "preact/hooks";
import { IconButton } from "../../ui";
import { faultAt } from "../draft/faults";
import { useStudio } from "../studio";

interface NameListProps {
  label: string;
  hint?: string;
  names: readonly string[];
  /** What may be chosen; those that are chosen already are left out. */
  offered: readonly string[];
  /** What the choice says: "Add a query". */
  addLabel: string;
  /** When there is nothing to choose. */
  none: string;
  max: number;
  path: string;
  testId: string;
  onChange: (names: string[]) => void;
}

export function NameList(props: NameListProps) {
  const { label, hint, names, offered, addLabel, none, max, path, testId, onChange } = props;
  const faults = useStudio().draft.faults.value;
  const heading = useId();
  const own = faultAt(faults, path);
  const left = offered.filter((name) => !names.includes(name));
  return (
    <fieldset class="field list" aria-labelledby={heading}>
      <span class="label" id={heading}>
        {label}
      </span>
      {names.map((name, index) => {
        const gone = offered.includes(name) ? null : `There is no query "${name}" any more. Remove it.`;
        const fault = faultAt(faults, `${path}[${index}]`) ?? gone;
        return (
          <div key={name}>
            <div class="name-row">
              <span class="mono" title={name}>
                {name}
              </span>
              <IconButton
                icon={X}
                label={`Remove ${name}`}
                onClick={() => onChange(names.filter((_, at) => at !== index))}
              />
            </div>
            {fault && <p class="field-error">{fault}</p>}
          </div>
        );
      })}
      {(left.length > 0 || names.length === 0) && names.length < max && (
        <select
          class="input select"
          aria-label={addLabel}
          data-testid={testId}
          disabled={left.length === 0}
          value=""
          onChange={(event) => {
            const name = event.currentTarget.value;
            event.currentTarget.value = ""; // chosen is what stands above
            if (name) onChange([...names, name]);
          }}
        >
          <option value="">{left.length === 0 ? none : addLabel}</option>
          {left.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      )}
      {own ? <p class="field-error">{own}</p> : hint && <p class="field-hint">{hint}</p>}
    </fieldset>
  );
}
