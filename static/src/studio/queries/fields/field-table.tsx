/** The fields of a row: where each is found, its name and its type. */
import { Plus, X } from "lucide";
import { useId } from "preact/hooks";
import type { FieldPick } from "../../../document";
import { Button, IconButton, Select, TextInput } from "../../../ui";
import { faultAt, faultsWithin } from "../../draft/faults";
import { useStudio } from "../../studio";
import { PathInput } from "../rules/path-input";
import type { TabProps } from "../tab-props";
import { blankPick, FIELDS_MAX, withPath } from "./picks";

const TYPES: readonly { value: FieldPick["type"]; label: string }[] = [
  { value: "auto", label: "As it is" },
  { value: "number", label: "Number" },
  { value: "string", label: "Text" },
  { value: "boolean", label: "True/false" },
  { value: "time", label: "Time" },
];
const OF: readonly { value: FieldPick["of"]; label: string }[] = [
  { value: "row", label: "Row" },
  { value: "message", label: "Message" },
];

export function FieldTable({ query, path, onChange }: TabProps) {
  const own = faultAt(useStudio().draft.faults.value, `${path}.fields`);
  const heading = useId();
  const { fields } = query;
  const set = (changed: FieldPick[]) => onChange({ fields: changed }, "Change the fields");
  const exploded = query.explode !== "" || fields.some((field) => field.of === "message");
  return (
    <fieldset class="field list wide" aria-labelledby={heading}>
      <h3 class="sect" id={heading}>
        Fields
      </h3>
      {fields.length === 0 ? (
        <p class="field-hint">Rows are what comes, whole. With fields, a row has just these.</p>
      ) : (
        <div class={exploded ? "pick heads of" : "pick heads"} aria-hidden="true">
          <span>Path</span>
          <span>Name</span>
          <span>Type</span>
          {exploded && <span>$ is the</span>}
        </div>
      )}
      {fields.map((field, index) => (
        <PickRow
          key={index}
          field={field}
          number={index + 1}
          exploded={exploded}
          path={`${path}.fields[${index}]`}
          onPath={(typed) => set(withPath(fields, index, typed))}
          onChange={(changed) => set(fields.map((one, at) => (at === index ? changed : one)))}
          onRemove={() => set(fields.filter((_, at) => at !== index))}
        />
      ))}
      {own && (
        <p class="field-error" role="alert">
          {own}
        </p>
      )}
      <Button
        class="list-add"
        variant="ghost"
        icon={Plus}
        disabled={fields.length >= FIELDS_MAX}
        data-testid="field-add"
        onClick={() => set([...fields, blankPick(fields)])}
      >
        Add a field
      </Button>
    </fieldset>
  );
}

interface PickRowProps {
  field: FieldPick;
  number: number;
  exploded: boolean;
  path: string;
  onPath: (path: string) => void;
  onChange: (field: FieldPick) => void;
  onRemove: () => void;
}

function PickRow({ field, number, exploded, path, onPath, onChange, onRemove }: PickRowProps) {
  const faults = useStudio().draft.faults.value;
  const wrong = faultsWithin(faults, path);
  const label = `Field ${number}`;
  return (
    <div>
      <div class={exploded ? "pick of" : "pick"} data-testid="field">
        <PathInput
          label={`${label}, path`}
          value={field.path}
          wrong={faultAt(faults, `${path}.path`) !== null}
          testId="field-path"
          onChange={onPath}
        />
        <TextInput
          mono
          aria-label={`${label}, name`}
          value={field.alias}
          placeholder="price"
          wrong={faultAt(faults, `${path}.alias`) !== null}
          data-testid="field-alias"
          onInput={(alias) => onChange({ ...field, alias })}
        />
        <Select
          label={`${label}, type`}
          value={field.type}
          options={TYPES}
          onChange={(type) => onChange({ ...field, type })}
        />
        {exploded && (
          <Select
            label={`${label}: what $ stands for`}
            value={field.of}
            options={OF}
            onChange={(of) => onChange({ ...field, of })}
          />
        )}
        <IconButton icon={X} label={`Remove ${field.alias || label}`} onClick={onRemove} />
      </div>
      {wrong.length > 0 && (
        <p class="field-error" role="alert">
          {[...new Set(wrong.map((fault) => fault.message))].join(" ")}
        </p>
      )}
    </div>
  );
}
