/** Names with values: what a query is run with, the parameters of a link. Those that are declared are always offered. */
import { Plus, X } from "lucide";
import { useId } from "preact/hooks";
import type { Argument } from "../../document";
import { Button, IconButton } from "../../ui";
import { TemplateInput } from "../code/template";
import { faultAt } from "../draft/faults";
import { useStudio } from "../studio";

const ROWS_MAX = 30; // the document's

interface ArgumentRowsProps {
  label: string;
  declared: readonly string[];
  /** Other names may be given too. */
  open: boolean;
  /** What counts where nothing is given. */
  otherwise: string;
  values: readonly Argument[];
  path: string;
  onChange: (values: Argument[]) => void;
}

export function ArgumentRows({ label, declared, open, otherwise, values, path, onChange }: ArgumentRowsProps) {
  const faults = useStudio().draft.faults.value;
  const heading = useId();
  const set = (index: number, changes: Partial<Argument>) =>
    onChange(values.map((one, at) => (at === index ? { ...one, ...changes } : one)));
  const give = (name: string, value: string) => {
    const index = values.findIndex((one) => one.name === name);
    if (value === "") onChange(values.filter((_, at) => at !== index));
    else if (index < 0) onChange([...values, { name, value }]);
    else set(index, { value });
  };
  const others = values.map((one, index) => ({ ...one, index })).filter((one) => !declared.includes(one.name));
  const faultOf = (index: number) =>
    faultAt(faults, `${path}[${index}].name`) ?? faultAt(faults, `${path}[${index}].value`);
  if (declared.length === 0 && others.length === 0 && !open) return null;
  return (
    <fieldset class="list wide arguments" aria-labelledby={heading}>
      <span class="label" id={heading}>
        {label}
      </span>
      {declared.map((name) => {
        const index = values.findIndex((one) => one.name === name);
        return (
          <Row key={name} fault={index < 0 ? null : faultOf(index)}>
            <span class="argument-name mono" title={name}>
              {name}
            </span>
            <TemplateInput
              label={`${label}, ${name}`}
              value={values[index]?.value ?? ""}
              placeholder={otherwise}
              testId={`argument-${name}`}
              path={index < 0 ? undefined : `${path}[${index}].value`}
              onInput={(value) => give(name, value)}
            />
          </Row>
        );
      })}
      {others.map(({ name, value, index }, order) => (
        <Row key={index} fault={faultOf(index) ?? (open ? null : `No parameter "${name}" is declared. Remove it.`)}>
          <input
            class="input mono"
            aria-label={`${label}, name ${order + 1}`}
            spellcheck={false}
            autocomplete="off"
            value={name}
            placeholder="name"
            data-testid="argument-name"
            onInput={(event) => set(index, { name: event.currentTarget.value.trim() })}
          />
          <TemplateInput
            label={`${label}, value ${order + 1}`}
            value={value}
            placeholder="value"
            testId="argument-value"
            path={`${path}[${index}].value`}
            onInput={(next) => set(index, { value: next })}
          />
          <IconButton
            icon={X}
            label={`Remove ${name || `value ${order + 1}`}`}
            onClick={() => onChange(values.filter((_, at) => at !== index))}
          />
        </Row>
      ))}
      {open && (
        <Button
          class="list-add"
          variant="ghost"
          icon={Plus}
          disabled={values.length >= ROWS_MAX}
          data-testid="argument-add"
          onClick={() => onChange([...values, { name: "", value: "" }])}
        >
          Add
        </Button>
      )}
    </fieldset>
  );
}

function Row({ fault, children }: { fault: string | null; children: preact.ComponentChildren }) {
  return (
    <div>
      <div class="list-row pair">{children}</div>
      {fault && (
        <p class="field-error" role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}
