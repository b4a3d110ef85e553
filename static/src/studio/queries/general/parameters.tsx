/** What may differ from run to run: each parameter's name, type and default, and what the app runs it with. */
import { Plus, SlidersHorizontal, X } from "lucide";
import { useId, useState } from "preact/hooks";
import type { Parameter, StreamQuery } from "../../../document";
import { Button, Checkbox, Field, IconButton, Select, TextArea, TextInput } from "../../../ui";
import { TemplateInput } from "../../code/template";
import { CodeScopeProvider } from "../../code/world";
import { faultAt, faultsWithin } from "../../draft/faults";
import { uniqueName } from "../../draft/naming";
import type { CodeScope } from "../../language/world";
import { NameInput } from "../../shell/name";
import { useStudio } from "../../studio";
import type { TabProps } from "../tab-props";
import { ParameterDefault } from "./parameter-default";
import {
  bind,
  bindingOf,
  faultOfParameterName,
  PARAMETERS_MAX,
  type ParameterType,
  readAllowed,
  referencesTo,
  removeParameter,
  renameParameter,
  withAllowed,
  withType,
} from "./parameter-edits";

const OF_THE_APP: CodeScope = {}; // a binding of the app, within the definition of a connection
const TYPES: readonly { value: ParameterType; label: string }[] = [
  { value: "string", label: "Text" },
  { value: "number", label: "Number" },
  { value: "boolean", label: "True/false" },
];

/** One more parameter, as a change of the query. */
export function addParameter(query: StreamQuery): Partial<StreamQuery> {
  const name = uniqueName("param", new Set(query.parameters.map((one) => one.name)));
  return { parameters: [...query.parameters, { name, type: "string", default: "", allowed: [], pattern: "" }] };
}

export function Parameters({ query, path, onChange }: TabProps) {
  const own = faultAt(useStudio().draft.faults.value, `${path}.parameters`);
  const heading = useId();
  const declared = new Set(query.parameters.map((one) => one.name));
  const strays = query.arguments.map((one) => one.name).filter((name) => !declared.has(name)); // of an imported app
  const replace = (index: number, parameter: Parameter, what: string) =>
    onChange({ parameters: query.parameters.map((one, at) => (at === index ? parameter : one)) }, what);
  return (
    <fieldset class="list wide" aria-labelledby={heading}>
      <h3 class="sect" id={heading}>
        Parameters
      </h3>
      <div class="parameter-heads" aria-hidden="true">
        <span>Name</span>
        <span>Type</span>
        <span>Default</span>
        <span>Run with</span>
      </div>
      {query.parameters.map((parameter, index) => (
        <ParameterRow
          key={index}
          query={query}
          parameter={parameter}
          path={`${path}.parameters[${index}]`}
          argumentPath={`${path}.arguments[${query.arguments.findIndex((one) => one.name === parameter.name)}]`}
          onReplace={(changed) => replace(index, changed, `Change the parameter ${parameter.name}`)}
          onChange={onChange}
        />
      ))}
      {own && <p class="field-error">{own}</p>}
      {strays.map((name) => (
        <p key={name} class="field-error">
          <span class="mono">{name}</span> is run with something, but no such parameter is declared.{" "}
          <Button
            variant="ghost"
            onClick={() => onChange({ arguments: bind(query.arguments, name, "") }, `Unbind ${name}`)}
          >
            Remove
          </Button>
        </p>
      ))}
      <p class="field-hint">
        Write <code>{`{{ params.${query.parameters[0]?.name ?? "name"} }}`}</code> in the URL, headers, cookies and
        messages. Each set of values is a stream of its own.
      </p>
      <Button
        class="list-add"
        variant="ghost"
        icon={Plus}
        disabled={query.parameters.length >= PARAMETERS_MAX}
        data-testid="declare-add"
        onClick={() => onChange(addParameter(query), "Add a parameter")}
      >
        Add a parameter
      </Button>
    </fieldset>
  );
}

interface ParameterRowProps {
  query: StreamQuery;
  parameter: Parameter;
  path: string;
  argumentPath: string;
  onReplace: (parameter: Parameter) => void;
  onChange: TabProps["onChange"];
}

function ParameterRow({ query, parameter, path, argumentPath, onReplace, onChange }: ParameterRowProps) {
  const faults = useStudio().draft.faults.value;
  const [open, setOpen] = useState(false);
  const { name } = parameter;
  const taken = new Set(query.parameters.map((one) => one.name));
  const binding = bindingOf(query, name);
  const wrong = [...faultsWithin(faults, path), ...faultsWithin(faults, argumentPath)].map((fault) => fault.message);
  const used = referencesTo(query, name);
  return (
    <div class={open ? "parameter on" : "parameter"} data-testid="declared">
      <div class="parameter-row">
        <NameInput
          value={name}
          label={`Name of the parameter ${name}`}
          class="mono"
          testId="declared-name"
          check={(typed) => faultOfParameterName(typed, name, taken)}
          onCommit={(to) => onChange(renameParameter(query, name, to), `Rename the parameter ${name}`)}
        />
        <Select
          label={`${name}, type`}
          value={parameter.type}
          options={TYPES}
          onChange={(type) => onReplace(withType(parameter, type))}
        />
        <ParameterDefault
          key={`${parameter.type} ${parameter.allowed.length}`}
          parameter={parameter}
          onChange={(value) => onReplace({ ...parameter, default: value })}
        />
        <CodeScopeProvider value={OF_THE_APP}>
          <TemplateInput
            label={`${name}, run with`}
            value={binding}
            placeholder="its default"
            testId="declared-binding"
            path={`${argumentPath}.value`}
            onInput={(value) => onChange({ arguments: bind(query.arguments, name, value) }, `Bind ${name}`)}
          />
        </CodeScopeProvider>
        <IconButton
          icon={SlidersHorizontal}
          label={`What ${name} may be`}
          aria-expanded={open}
          pressed={open}
          onClick={() => setOpen(!open)}
        />
        <IconButton
          icon={X}
          label={used > 0 ? `Remove ${name} (used ${used} times)` : `Remove ${name}`}
          onClick={() => onChange(removeParameter(query, name), `Remove the parameter ${name}`)}
        />
      </div>
      {wrong.length > 0 && (
        <p class="field-error" role="alert">
          {[...new Set(wrong)].join(" ")}
        </p>
      )}
      {open && <Constraints parameter={parameter} path={path} onReplace={onReplace} />}
    </div>
  );
}

type ConstraintsProps = Pick<ParameterRowProps, "parameter" | "path" | "onReplace">;

/** What a value must be; checked by the server on every run. */
function Constraints({ parameter, path, onReplace }: ConstraintsProps) {
  const faults = useStudio().draft.faults.value;
  const [typed, setTyped] = useState(() => parameter.allowed.join("\n"));
  const { bad } = readAllowed(typed, parameter.type);
  if (parameter.type === "boolean") return <p class="field-hint">True or false; nothing else is taken.</p>;
  return (
    <div class="form flush">
      <Field
        label="Allowed values"
        hint="One a line; empty: any. A parameter in the URL's host needs them."
        error={bad !== null ? `"${bad}" is not a number.` : null}
      >
        {(id) => (
          <TextArea
            id={id}
            mono
            value={typed}
            placeholder={parameter.type === "number" ? "1\n5" : "XBT/USD\nETH/USD"}
            onInput={setTyped}
            // Once, when the field is left: half a value would not allow the default.
            onCommit={(text) => {
              const read = readAllowed(text, parameter.type);
              if (read.bad === null) onReplace(withAllowed(parameter, read.values));
            }}
          />
        )}
      </Field>
      {parameter.type === "string" && (
        <div class="group">
          <Field
            label="Pattern"
            hint="A regular expression that the whole text must match."
            error={faultAt(faults, `${path}.pattern`)}
          >
            {(id) => (
              <TextInput
                id={id}
                mono
                value={parameter.pattern}
                placeholder="[A-Z]+/[A-Z]+"
                onInput={(pattern) => onReplace({ ...parameter, pattern })}
              />
            )}
          </Field>
          {(parameter.default === null || parameter.default === "") && parameter.allowed.length === 0 && (
            <Checkbox
              checked={parameter.default === null}
              label="Must be given: it has no default"
              onChange={(must) => onReplace({ ...parameter, default: must ? null : "" })}
            />
          )}
        </div>
      )}
    </div>
  );
}
