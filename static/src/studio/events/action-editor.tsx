/** What a handler does, and with what. */
import type { Action } from "../../document";
import { Button, Field, NumberInput, Select } from "../../ui";
import { CodeEditor } from "../code/editor";
import { TemplateInput } from "../code/template";
import { blankAction } from "../draft/blank";
import { faultAt } from "../draft/faults";
import { useStudio } from "../studio";
import { ACTIONS, LEVELS } from "./actions";

interface ActionEditorProps {
  action: Action;
  path: string;
  onChange: (action: Action) => void;
}

export function ActionEditor({ action, path, onChange }: ActionEditorProps) {
  const studio = useStudio();
  const { states, queries } = studio.document.value;
  const fault = (field: string) => faultAt(studio.draft.faults.value, `${path}.${field}`);
  const changeType = (type: Action["type"]) => {
    if (type !== action.type) onChange(blankAction(type, states[0]?.name ?? "", queries[0]?.name ?? ""));
  };
  // A handler must name something there is: what can't be done yet is offered with the reason.
  const types = ACTIONS.map((choice) => {
    if (choice.value === "set_state" && states.length === 0 && action.type !== "set_state") {
      return { ...choice, label: `${choice.label} (there is none yet)`, disabled: true };
    }
    if (choice.value === "broadcast" && queries.length === 0 && action.type !== "broadcast") {
      return { ...choice, label: `${choice.label} (there is no query yet)`, disabled: true };
    }
    return choice;
  });
  return (
    <div class="form nested">
      <Field label="Do" wide={action.type === "run_javascript"} error={fault("type")}>
        {(id) => (
          <span class="action-type">
            <select
              id={id}
              class="input select"
              value={action.type}
              data-testid="action-type"
              onChange={(event) => changeType(event.currentTarget.value as Action["type"])}
            >
              {types.map((choice) => (
                <option key={choice.value} value={choice.value} disabled={"disabled" in choice}>
                  {choice.label}
                </option>
              ))}
            </select>
            {states.length === 0 && <Button onClick={() => studio.addStateQuietly()}>New state</Button>}
          </span>
        )}
      </Field>
      {action.type === "run_javascript" && (
        <Field label="JavaScript" wide error={fault("code")}>
          <CodeEditor
            language="javascript"
            label="JavaScript"
            hint="event.data is the message"
            value={action.code}
            wrong={fault("code") !== null}
            testId="action-code"
            onChange={(code) => onChange({ ...action, code })}
          />
        </Field>
      )}
      {action.type === "set_state" && (
        <>
          <NamePicker
            label="State"
            testId="action-state"
            value={action.state}
            names={states.map((state) => state.name)}
            error={fault("state")}
            onChange={(state) => onChange({ ...action, state })}
          />
          <Template
            label="Value"
            testId="action-value"
            value={action.value}
            error={fault("value")}
            placeholder="{{ event.data }}"
            onChange={(value) => onChange({ ...action, value })}
          />
        </>
      )}
      {action.type === "broadcast" && (
        <>
          <NamePicker
            label="Query"
            testId="action-query"
            value={action.query}
            names={queries.map((query) => query.name)}
            error={fault("query")}
            onChange={(query) => onChange({ ...action, query })}
          />
          <Template
            label="Message"
            testId="action-message"
            value={action.message}
            error={fault("message")}
            placeholder={'{ "event": "subscribe", "pair": ["{{ pair.value }}"] }'}
            onChange={(message) => onChange({ ...action, message })}
          />
        </>
      )}
      {action.type === "show_message" && (
        <>
          <Field label="As" error={fault("level")}>
            {(id) => (
              <Select
                id={id}
                value={action.level}
                options={LEVELS}
                onChange={(level) => onChange({ ...action, level })}
              />
            )}
          </Field>
          <Template
            label="Text"
            testId="action-text"
            value={action.text}
            error={fault("text")}
            placeholder="Price is {{ event.data.price }}"
            onChange={(text) => onChange({ ...action, text })}
          />
          <Field label="For milliseconds" error={fault("duration_ms")}>
            {(id) => (
              <NumberInput
                id={id}
                value={action.duration_ms}
                min={500}
                max={60_000}
                step={500}
                onCommit={(duration) => {
                  if (duration !== null) onChange({ ...action, duration_ms: Math.round(duration) });
                }}
              />
            )}
          </Field>
        </>
      )}
    </div>
  );
}

interface PickerProps {
  label: string;
  value: string;
  names: readonly string[];
  error: string | null;
  testId: string;
  onChange: (name: string) => void;
}

function NamePicker({ label, value, names, error, testId, onChange }: PickerProps) {
  const all = names.includes(value) ? names : [value, ...names];
  return (
    <Field label={label} error={error}>
      {(id) => (
        <select
          id={id}
          class="input select mono"
          value={value}
          data-testid={testId}
          onChange={(event) => onChange(event.currentTarget.value)}
        >
          {all.map((name) => (
            <option key={name} value={name}>
              {name || "Choose one"}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface TemplateProps {
  label: string;
  value: string;
  error: string | null;
  placeholder: string;
  testId: string;
  onChange: (value: string) => void;
}

function Template({ label, value, error, placeholder, testId, onChange }: TemplateProps) {
  return (
    <Field label={label} wide error={error}>
      {(id) => (
        <TemplateInput
          id={id}
          value={value}
          placeholder={placeholder}
          wrong={error !== null}
          multiline
          testId={testId}
          onInput={onChange}
        />
      )}
    </Field>
  );
}
