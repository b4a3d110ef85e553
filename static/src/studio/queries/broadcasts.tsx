/** What viewers may broadcast: whether at all, and messages of which shape. The server checks it. */
import { Plus, SlidersHorizontal, X } from "lucide";
import { useId, useState } from "preact/hooks";
import type { MessageField, ObjectMessage, TextMessage, ViewersBroadcast } from "../../document";
import { Button, Checkbox, Field, IconButton, NumberInput, Select, TextArea, TextInput } from "../../ui";
import { faultAt, faultsWithin } from "../draft/faults";
import { uniqueName } from "../draft/naming";
import { useStudio } from "../studio";
import { readAllowed } from "./general/parameter-edits";
import type { TabProps } from "./tab-props";

type Shape = ViewersBroadcast["shape"];

// The document's bounds.
const FIELDS_MAX = 50;
const LENGTH_MAX = 65_536;

const SHAPES: readonly { value: Shape["type"]; label: string }[] = [
  { value: "any", label: "Any message" },
  { value: "text", label: "A text that matches" },
  { value: "object", label: "A JSON object with these fields" },
];
const TYPES: readonly { value: MessageField["type"]; label: string }[] = [
  { value: "any", label: "Any" },
  { value: "string", label: "Text" },
  { value: "number", label: "Number" },
  { value: "boolean", label: "True/false" },
  { value: "object", label: "Object" },
  { value: "list", label: "List" },
];

const blankField = (name: string): MessageField => ({
  name,
  type: "string",
  required: true,
  allowed: [],
  pattern: "",
  max_length: 0,
});

const blankShape = (type: Shape["type"]): Shape =>
  type === "text"
    ? { type, pattern: "", max_length: 0 }
    : type === "object"
      ? { type, fields: [blankField("text")], others: false }
      : { type: "any" };

export function ViewersBroadcasts({ query, path, onChange }: TabProps) {
  const { allowed, shape } = query.viewers_broadcast;
  const byScope = query.scope !== "shared";
  const may = allowed ?? byScope;
  const set = (changes: Partial<ViewersBroadcast>) =>
    onChange({ viewers_broadcast: { ...query.viewers_broadcast, ...changes } }, "Change what viewers may broadcast");
  const here = `${path}.viewers_broadcast.shape`;
  return (
    <>
      <h3 class="sect wide">Viewers' broadcasts</h3>
      <Field
        label="Viewers may broadcast"
        hint={
          query.scope === "shared"
            ? "All viewers share this stream: what one sends there concerns all of them. Editors may always send, in the draft."
            : "What a viewer sends goes up their own connection. Editors may always send, in the draft."
        }
      >
        {(id) => (
          <Select
            id={id}
            value={allowed === null ? "scope" : allowed ? "yes" : "no"}
            options={[
              { value: "scope", label: byScope ? "Yes, by the scope" : "No, by the scope" },
              { value: "yes", label: "Yes" },
              { value: "no", label: "No" },
            ]}
            onChange={(value) => set({ allowed: value === "scope" ? null : value === "yes" })}
          />
        )}
      </Field>
      {may && (
        <Field label="What they may send" hint="Anything else is refused before it leaves this server.">
          {(id) => (
            <Select
              id={id}
              value={shape.type}
              options={SHAPES}
              onChange={(type) => type !== shape.type && set({ shape: blankShape(type) })}
            />
          )}
        </Field>
      )}
      {may && shape.type === "text" && (
        <TextRule path={here} shape={shape} onChange={(changed) => set({ shape: changed })} />
      )}
      {may && shape.type === "object" && (
        <ObjectRule path={here} shape={shape} onChange={(changed) => set({ shape: changed })} />
      )}
    </>
  );
}

interface RuleProps<S> {
  shape: S;
  path: string;
  onChange: (shape: S) => void;
}

function TextRule({ shape, path, onChange }: RuleProps<TextMessage>) {
  return (
    <>
      <PatternField path={path} value={shape.pattern} onInput={(pattern) => onChange({ ...shape, pattern })} />
      <LengthField
        label="Longest text"
        value={shape.max_length}
        onCommit={(max_length) => onChange({ ...shape, max_length })}
      />
    </>
  );
}

function ObjectRule({ shape, path, onChange }: RuleProps<ObjectMessage>) {
  const heading = useId();
  const { fields } = shape;
  const replace = (index: number, field: MessageField) =>
    onChange({ ...shape, fields: fields.map((one, at) => (at === index ? field : one)) });
  return (
    <fieldset class="list wide" aria-labelledby={heading}>
      <span class="label" id={heading}>
        Fields of the message
      </span>
      {fields.map((field, index) => (
        <FieldRow
          key={index}
          field={field}
          path={`${path}.fields[${index}]`}
          onChange={(changed) => replace(index, changed)}
          onRemove={() => onChange({ ...shape, fields: fields.filter((_, at) => at !== index) })}
        />
      ))}
      <Button
        class="list-add"
        variant="ghost"
        icon={Plus}
        disabled={fields.length >= FIELDS_MAX}
        data-testid="broadcast-field-add"
        onClick={() =>
          onChange({
            ...shape,
            fields: [...fields, blankField(uniqueName("field", new Set(fields.map((one) => one.name))))],
          })
        }
      >
        Add a field
      </Button>
      <Checkbox
        checked={shape.others}
        label="Further fields may be sent"
        onChange={(others) => onChange({ ...shape, others })}
      />
    </fieldset>
  );
}

interface FieldRowProps {
  field: MessageField;
  path: string;
  onChange: (field: MessageField) => void;
  onRemove: () => void;
}

function FieldRow({ field, path, onChange, onRemove }: FieldRowProps) {
  const faults = useStudio().draft.faults.value;
  const [open, setOpen] = useState(false);
  const wrong = faultsWithin(faults, path).map((fault) => fault.message);
  const called = field.name || "the field";
  return (
    <div class={open ? "parameter on" : "parameter"} data-testid="broadcast-field">
      <div class="broadcast-field">
        <TextInput
          mono
          aria-label="Field"
          value={field.name}
          placeholder="text"
          onInput={(name) => onChange({ ...field, name })}
        />
        <Select
          label={`${called}, type`}
          value={field.type}
          options={TYPES}
          // What was said of values of one type says nothing of another's.
          onChange={(type) => onChange({ ...field, type, allowed: [], pattern: "", max_length: 0 })}
        />
        <Checkbox checked={field.required} label="Required" onChange={(required) => onChange({ ...field, required })} />
        <IconButton
          icon={SlidersHorizontal}
          label={`What ${called} may be`}
          aria-expanded={open}
          pressed={open}
          onClick={() => setOpen(!open)}
        />
        <IconButton icon={X} label={`Remove ${called}`} onClick={onRemove} />
      </div>
      {wrong.length > 0 && (
        <p class="field-error" role="alert">
          {[...new Set(wrong)].join(" ")}
        </p>
      )}
      {open && <Constraints key={field.type} field={field} path={path} onChange={onChange} />}
    </div>
  );
}

function Constraints({ field, path, onChange }: Omit<FieldRowProps, "onRemove">) {
  const [typed, setTyped] = useState(() => field.allowed.join("\n"));
  const { type } = field;
  if (type === "any" || type === "boolean" || type === "object")
    return <p class="field-hint">Whatever is of the type is taken.</p>;
  return (
    <div class="form flush">
      {type !== "list" && (
        <Field
          label="Allowed values"
          hint="One a line; empty: any."
          error={readAllowed(typed, type).bad !== null ? `"${readAllowed(typed, type).bad}" is not a number.` : null}
        >
          {(id) => (
            <TextArea
              id={id}
              mono
              value={typed}
              onInput={setTyped}
              onCommit={(text) => {
                const read = readAllowed(text, type);
                if (read.bad === null) onChange({ ...field, allowed: read.values });
              }}
            />
          )}
        </Field>
      )}
      {type === "string" && (
        <PatternField path={path} value={field.pattern} onInput={(pattern) => onChange({ ...field, pattern })} />
      )}
      {type !== "number" && (
        <LengthField
          label={type === "list" ? "Most entries" : "Longest text"}
          value={field.max_length}
          onCommit={(max_length) => onChange({ ...field, max_length })}
        />
      )}
    </div>
  );
}

function PatternField({ path, value, onInput }: { path: string; value: string; onInput: (pattern: string) => void }) {
  const faults = useStudio().draft.faults.value;
  return (
    <Field
      label="Pattern"
      hint="A regular expression that the whole text must match."
      error={faultAt(faults, `${path}.pattern`)}
    >
      {(id) => <TextInput id={id} mono value={value} placeholder="[A-Z]+/[A-Z]+" onInput={onInput} />}
    </Field>
  );
}

interface LengthFieldProps {
  label: string;
  value: number;
  onCommit: (length: number) => void;
}

function LengthField({ label, value, onCommit }: LengthFieldProps) {
  return (
    <Field label={label}>
      {(id) => (
        <span class="short">
          <NumberInput
            id={id}
            value={value || null}
            min={0}
            max={LENGTH_MAX}
            placeholder="no bound"
            onCommit={(length) => onCommit(Math.round(length ?? 0))}
          />
        </span>
      )}
    </Field>
  );
}
