/** A list of short texts: a chart's series, a query's subprotocols. */
import { Plus, X } from "lucide";
import { useId } from "preact/hooks";
import { Button, IconButton } from "../../ui";
import { faultAt } from "../draft/faults";
import { useStudio } from "../studio";

interface TextListProps {
  label: string;
  hint?: string;
  items: readonly string[];
  /** Of the list in the document; an item's faults stand under it. */
  path: string;
  addLabel: string;
  placeholder?: string;
  max: number;
  /** The id of a `datalist` with what an item may be. */
  list?: string;
  testId?: string;
  onChange: (items: string[]) => void;
}

export function TextList({
  label,
  hint,
  items,
  path,
  addLabel,
  placeholder,
  max,
  list,
  testId,
  onChange,
}: TextListProps) {
  const faults = useStudio().draft.faults.value;
  const heading = useId();
  const own = faultAt(faults, path);
  return (
    <fieldset class="field list" aria-labelledby={heading}>
      <div class="list-head">
        <span class="label" id={heading}>
          {label}
        </span>
      </div>
      {items.map((item, index) => {
        const fault = faultAt(faults, `${path}[${index}]`);
        return (
          <div key={index}>
            <div class="list-row">
              <input
                class="input mono"
                aria-label={`${label} ${index + 1}`}
                aria-invalid={fault !== null || undefined}
                spellcheck={false}
                autocomplete="off"
                value={item}
                placeholder={placeholder}
                list={list}
                data-testid={testId}
                onInput={(event) => onChange(items.map((one, at) => (at === index ? event.currentTarget.value : one)))}
              />
              <IconButton
                icon={X}
                label={`Remove ${item || `${label} ${index + 1}`}`}
                onClick={() => onChange(items.filter((_, at) => at !== index))}
              />
            </div>
            {fault && <p class="field-error">{fault}</p>}
          </div>
        );
      })}
      <Button
        class="list-add"
        icon={Plus}
        variant="ghost"
        disabled={items.length >= max}
        title={items.length >= max ? `${max} is the most` : undefined}
        onClick={() => onChange([...items, ""])}
      >
        {addLabel}
      </Button>
      {own ? <p class="field-error">{own}</p> : hint && <p class="field-hint">{hint}</p>}
    </fieldset>
  );
}
