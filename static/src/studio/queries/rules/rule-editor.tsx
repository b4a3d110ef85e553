/** Rules that all, or any, must hold: what is skipped, waited for, or answered. */
import { Plus, X } from "lucide";
import { useState } from "preact/hooks";
import type { Match, Rule } from "../../../document";
import { Button, IconButton, Select } from "../../../ui";
import { faultAt } from "../../draft/faults";
import { useStudio } from "../../studio";
import { PathInput } from "./path-input";
import { addRule, kindsOf, OPERATORS, RULES_MAX, removeRule, withOperator, withRule } from "./rules";
import { ValueInput } from "./value-input";

interface RuleEditorProps {
  match: Match;
  /** Of the match in the document; a rule's faults stand under it. */
  path: string;
  /** Says what the rules are for, before them: "Skip a message when". */
  label: string;
  /** What a further rule begins with. */
  example: Rule;
  testId: string;
  /** Null: the last rule was removed. */
  onChange: (match: Match | null) => void;
  /** Without it the last rule can't be removed. */
  removable?: boolean;
}

const HOW = [
  { value: "all", label: "all of these hold" },
  { value: "any", label: "any of these holds" },
] as const;

export function RuleEditor({ match, path, label, example, testId, onChange, removable = true }: RuleEditorProps) {
  const own = faultAt(useStudio().draft.faults.value, path);
  return (
    <fieldset class="rules" aria-label={label}>
      <div class="rules-head">
        <span class="label">{label}</span>
        {match.rules.length > 1 && (
          <Select
            label={`${label}: all or any`}
            value={match.match}
            options={HOW}
            onChange={(how) => onChange({ ...match, match: how })}
          />
        )}
      </div>
      {match.rules.map((rule, index) => (
        <RuleRow
          key={index}
          rule={rule}
          number={index + 1}
          label={label}
          path={`${path}.rules[${index}]`}
          testId={testId}
          onChange={(changed) => onChange(withRule(match, index, changed))}
          onRemove={removable || match.rules.length > 1 ? () => onChange(removeRule(match, index)) : null}
        />
      ))}
      {own && <p class="field-error">{own}</p>}
      <Button
        class="list-add"
        variant="ghost"
        icon={Plus}
        disabled={match.rules.length >= RULES_MAX}
        title={match.rules.length >= RULES_MAX ? `${RULES_MAX} rules is the most` : undefined}
        data-testid={`${testId}-rule-add`}
        onClick={() => onChange(addRule(match, example))}
      >
        And another rule
      </Button>
    </fieldset>
  );
}

interface RuleRowProps {
  rule: Rule;
  number: number;
  label: string;
  path: string;
  testId: string;
  onChange: (rule: Rule) => void;
  onRemove: (() => void) | null;
}

function RuleRow({ rule, number, label, path, testId, onChange, onRemove }: RuleRowProps) {
  const faults = useStudio().draft.faults.value;
  const [typing, setTyping] = useState<string | null>(null);
  const pathFault = faultAt(faults, `${path}.path`);
  const fault = pathFault ?? typing ?? faultAt(faults, `${path}.value`) ?? faultAt(faults, path);
  const name = `${label}, rule ${number}`;
  return (
    <div>
      <div class="rule" data-testid={`${testId}-rule`}>
        <PathInput
          label={`${name}, path`}
          value={rule.path}
          placeholder="$.event"
          wrong={pathFault !== null}
          testId={`${testId}-path`}
          onChange={(changed) => onChange({ ...rule, path: changed })}
        />
        <Select
          label={`${name}, operator`}
          value={rule.operator}
          options={OPERATORS}
          onChange={(operator) => {
            setTyping(null);
            onChange(withOperator(rule, operator));
          }}
        />
        {kindsOf(rule.operator).length > 0 ? (
          <ValueInput
            key={rule.operator}
            label={`${name}, value`}
            value={rule.value}
            operator={rule.operator}
            testId={`${testId}-value`}
            onChange={(value) => onChange({ ...rule, value })}
            onFault={setTyping}
          />
        ) : (
          <span />
        )}
        {onRemove ? <IconButton icon={X} label={`Remove rule ${number}`} onClick={onRemove} /> : <span />}
      </div>
      {fault && (
        <p class="field-error" role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}
