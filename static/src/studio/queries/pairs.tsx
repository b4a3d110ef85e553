/** Names with values: headers, query parameters. */
import { Plus, X } from "lucide";
import { useId } from "preact/hooks";
import { Button, IconButton } from "../../ui";
import { faultAt } from "../draft/faults";
import { useStudio } from "../studio";

const PAIRS_MAX = 50; // the definition's

export interface Pair {
  name: string;
  value: string;
}

interface PairsProps {
  label: string;
  addLabel: string;
  pairs: readonly Pair[];
  path: string;
  namePlaceholder: string;
  testId: string;
  onChange: (pairs: Pair[]) => void;
}

export function Pairs({ label, addLabel, pairs, path, namePlaceholder, testId, onChange }: PairsProps) {
  const faults = useStudio().draft.faults.value;
  const heading = useId();
  const set = (index: number, changes: Partial<Pair>) =>
    onChange(pairs.map((pair, at) => (at === index ? { ...pair, ...changes } : pair)));
  return (
    <fieldset class="field list wide" aria-labelledby={heading}>
      <div class="list-head">
        <span class="label" id={heading}>
          {label}
        </span>
      </div>
      {pairs.map((pair, index) => {
        const fault = faultAt(faults, `${path}[${index}].name`) ?? faultAt(faults, `${path}[${index}].value`);
        return (
          <div key={index}>
            <div class="list-row pair">
              <input
                class="input mono"
                aria-label={`${label} ${index + 1}, name`}
                aria-invalid={fault !== null || undefined}
                spellcheck={false}
                autocomplete="off"
                value={pair.name}
                placeholder={namePlaceholder}
                data-testid={`${testId}-name`}
                onInput={(event) => set(index, { name: event.currentTarget.value })}
              />
              <input
                class="input mono"
                aria-label={`${label} ${index + 1}, value`}
                spellcheck={false}
                autocomplete="off"
                value={pair.value}
                placeholder="value"
                data-testid={`${testId}-value`}
                onInput={(event) => set(index, { value: event.currentTarget.value })}
              />
              <IconButton
                icon={X}
                label={`Remove ${pair.name || `${label} ${index + 1}`}`}
                onClick={() => onChange(pairs.filter((_, at) => at !== index))}
              />
            </div>
            {fault && <p class="field-error">{fault}</p>}
          </div>
        );
      })}
      <Button
        class="list-add"
        variant="ghost"
        icon={Plus}
        disabled={pairs.length >= PAIRS_MAX}
        data-testid={`${testId}-add`}
        onClick={() => onChange([...pairs, { name: "", value: "" }])}
      >
        {addLabel}
      </Button>
    </fieldset>
  );
}
