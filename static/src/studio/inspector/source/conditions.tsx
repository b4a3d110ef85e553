/** Which rows are taken: those for which all of these hold. */
import { Plus, X } from "lucide";
import { useId, useState } from "preact/hooks";
import type { Condition } from "../../../document";
import { Button, IconButton, type Option, Select } from "../../../ui";
import { faultAt } from "../../draft/faults";
import { kindsOf, OPERATORS, withOperator } from "../../queries/rules/rules";
import { ValueInput } from "../../queries/rules/value-input";
import { useStudio } from "../../studio";
import { FieldInput } from "../field-input";

const CONDITIONS_MAX = 10; // the document's

// Regular expressions are the hub's: linear time can't be promised in a browser.
const CHOICES = OPERATORS.filter((one): one is Option<Condition["operator"]> => one.value !== "matches");
const BLANK: Condition = { field: "", operator: "equals", value: "" };

interface ConditionsProps {
  conditions: readonly Condition[];
  path: string;
  onChange: (conditions: Condition[]) => void;
}

export function Conditions({ conditions, path, onChange }: ConditionsProps) {
  const heading = useId();
  const own = faultAt(useStudio().draft.faults.value, path);
  return (
    <fieldset class="field list" aria-labelledby={heading}>
      <span class="label" id={heading}>
        Only rows where
      </span>
      {conditions.map((condition, index) => (
        <ConditionRow
          key={index}
          condition={condition}
          number={index + 1}
          path={`${path}[${index}]`}
          onChange={(changed) => onChange(conditions.map((one, at) => (at === index ? changed : one)))}
          onRemove={() => onChange(conditions.filter((_, at) => at !== index))}
        />
      ))}
      {own && <p class="field-error">{own}</p>}
      <Button
        class="list-add"
        variant="ghost"
        icon={Plus}
        disabled={conditions.length >= CONDITIONS_MAX}
        data-testid="condition-add"
        onClick={() => onChange([...conditions, BLANK])}
      >
        {conditions.length === 0 ? "Add a condition" : "And another condition"}
      </Button>
    </fieldset>
  );
}

interface ConditionRowProps {
  condition: Condition;
  number: number;
  path: string;
  onChange: (condition: Condition) => void;
  onRemove: () => void;
}

function ConditionRow({ condition, number, path, onChange, onRemove }: ConditionRowProps) {
  const faults = useStudio().draft.faults.value;
  const [typing, setTyping] = useState<string | null>(null);
  const fieldFault = faultAt(faults, `${path}.field`);
  const fault = fieldFault ?? typing ?? faultAt(faults, `${path}.value`) ?? faultAt(faults, path);
  const name = `Condition ${number}`;
  return (
    <div class="condition">
      <div class="condition-row">
        <FieldInput
          label={`${name}, field`}
          value={condition.field}
          placeholder="price"
          wrong={fieldFault !== null}
          testId="condition-field"
          onInput={(field) => onChange({ ...condition, field })}
        />
        <Select
          label={`${name}, operator`}
          value={condition.operator}
          options={CHOICES}
          onChange={(operator) => {
            setTyping(null);
            onChange(withOperator(condition, operator));
          }}
        />
        <IconButton icon={X} label={`Remove condition ${number}`} onClick={onRemove} />
      </div>
      {kindsOf(condition.operator).length > 0 && (
        <ValueInput
          key={condition.operator}
          label={`${name}, value`}
          value={condition.value}
          operator={condition.operator}
          testId="condition-value"
          onChange={(value) => onChange({ ...condition, value })}
          onFault={setTyping}
        />
      )}
      {fault && (
        <p class="field-error" role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}
