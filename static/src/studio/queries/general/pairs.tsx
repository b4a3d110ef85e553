/** Names with values: query parameters, headers, cookies, the arguments of JavaScript. */
import { Plus, X } from "lucide";
import { useId } from "preact/hooks";
import { Button, IconButton } from "../../../ui";
import { TemplateInput } from "../../code/template";
import { faultAt } from "../../draft/faults";
import { looksSecret } from "../../secrets";
import { useStudio } from "../../studio";
import { UseSecret } from "./use-secret";

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
  max?: number;
  /** The server sends the values, so a secret may be one. */
  sent?: boolean;
  onChange: (pairs: Pair[]) => void;
}

export function Pairs(props: PairsProps) {
  const { label, addLabel, pairs, path, namePlaceholder, testId, max = PAIRS_MAX, sent, onChange } = props;
  const faults = useStudio().draft.faults.value;
  const heading = useId();
  const own = faultAt(faults, path);
  const set = (index: number, changes: Partial<Pair>) =>
    onChange(pairs.map((pair, at) => (at === index ? { ...pair, ...changes } : pair)));
  return (
    <fieldset class="field list wide" aria-labelledby={heading}>
      <h3 class="sect" id={heading}>
        {label}
      </h3>
      {pairs.map((pair, index) => {
        const nameFault = faultAt(faults, `${path}[${index}].name`);
        const valueFault = faultAt(faults, `${path}[${index}].value`);
        const fault = nameFault ?? valueFault;
        return (
          <div key={index}>
            <div class="list-row pair">
              <input
                class="input mono"
                aria-label={`${label} ${index + 1}, name`}
                aria-invalid={nameFault !== null || undefined}
                spellcheck={false}
                autocomplete="off"
                value={pair.name}
                placeholder={namePlaceholder}
                data-testid={`${testId}-name`}
                onInput={(event) => set(index, { name: event.currentTarget.value })}
              />
              <TemplateInput
                label={`${label} ${index + 1}, value`}
                value={pair.value}
                placeholder="value"
                wrong={valueFault !== null}
                testId={`${testId}-value`}
                path={`${path}[${index}].value`}
                onInput={(value) => set(index, { value })}
              />
              {sent && (
                <UseSecret
                  what={pair.name || `${label} ${index + 1}`}
                  onChoose={(reference) => set(index, { value: withSecret(pair.value, reference) })}
                />
              )}
              <IconButton
                icon={X}
                label={`Remove ${pair.name || `${label} ${index + 1}`}`}
                onClick={() => onChange(pairs.filter((_, at) => at !== index))}
              />
            </div>
            {fault ? (
              <p class="field-error" role="alert">
                {fault}
              </p>
            ) : (
              sent &&
              looksSecret(pair.name, pair.value) && (
                <p class="field-hint">Editors of the app can read this. A secret is safer.</p>
              )
            )}
          </div>
        );
      })}
      {own && <p class="field-error">{own}</p>}
      <Button
        class="list-add"
        variant="ghost"
        icon={Plus}
        disabled={pairs.length >= max}
        data-testid={`${testId}-add`}
        onClick={() => onChange([...pairs, { name: "", value: "" }])}
      >
        {addLabel}
      </Button>
    </fieldset>
  );
}

/** A scheme such as `Bearer` before the credential stays. */
function withSecret(value: string, reference: string): string {
  const scheme = value.match(/^(Bearer|Basic|Token|ApiKey) /i)?.[0] ?? "";
  return scheme + reference;
}
