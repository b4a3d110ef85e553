/** The forms of the actions within the app: JavaScript, states, widgets. */
import type { ControlWidget, RunJavaScript, SetState } from "../../document";
import { Field, Select, TextInput } from "../../ui";
import { CodeEditor } from "../code/editor";
import { useStudio } from "../studio";
import { type ActionProps, NamePicker, TemplateField, useFault } from "./fields";
import { argumentsOf, hasMethods, methodLabel, methodsOf } from "./methods";

export function RunJavaScriptFields({ action, path, onChange }: ActionProps<RunJavaScript>) {
  const fault = useFault(path)("code");
  return (
    <Field label="JavaScript" wide error={fault}>
      <CodeEditor
        language="javascript"
        path={`${path}.code`}
        label="JavaScript"
        hint="event.data is the message"
        value={action.code}
        wrong={fault !== null}
        testId="action-code"
        onChange={(code) => onChange({ ...action, code })}
      />
    </Field>
  );
}

export function SetStateFields({ action, path, onChange }: ActionProps<SetState>) {
  const { states } = useStudio().document.value;
  const fault = useFault(path);
  return (
    <>
      <NamePicker
        label="State"
        testId="action-state"
        value={action.state}
        names={states.map((state) => state.name)}
        error={fault("state")}
        path={`${path}.state`}
        onChange={(state) => onChange({ ...action, state })}
      />
      <Field label="Part of it" error={fault("path")} hint="Empty: the whole value">
        {(id) => (
          <TextInput
            id={id}
            mono
            value={action.path}
            placeholder="rows[0].price"
            data-testid="action-path"
            onInput={(part) => onChange({ ...action, path: part.trim() })}
          />
        )}
      </Field>
      <TemplateField
        label="Value"
        testId="action-value"
        value={action.value}
        error={fault("value")}
        path={`${path}.value`}
        placeholder="{{ event.data }}"
        onChange={(value) => onChange({ ...action, value })}
      />
    </>
  );
}

export function ControlWidgetFields({ action, path, onChange }: ActionProps<ControlWidget>) {
  const widgets = useStudio().document.value.widgets.filter(hasMethods);
  const fault = useFault(path);
  const widget = widgets.find((one) => one.name === action.widget);
  const methods = widget ? methodsOf(widget.type) : [];
  const known = methods.includes(action.method);
  const takes = argumentsOf(action.method);
  const choose = (name: string) => {
    const next = widgets.find((one) => one.name === name);
    const offered = next ? methodsOf(next.type) : [];
    const method = offered.includes(action.method) ? action.method : (offered[0] ?? action.method);
    onChange({ ...action, widget: name, method, arguments: method === action.method ? action.arguments : [] });
  };
  const set = (index: number, value: string) => {
    const values = Array.from({ length: Math.max(index + 1, action.arguments.length) }, (_, at) =>
      at === index ? value : (action.arguments[at] ?? ""),
    );
    while (values.at(-1) === "") values.pop(); // left out, and not an empty text
    onChange({ ...action, arguments: values });
  };
  return (
    <>
      <NamePicker
        label="Widget"
        testId="action-widget"
        value={action.widget}
        names={widgets.map((one) => one.name)}
        error={fault("widget")}
        path={`${path}.widget`}
        onChange={choose}
      />
      <Field
        label="Method"
        error={
          fault("method") ?? (widget && !known ? `${widget.name} has no "${action.method}". Choose another one.` : null)
        }
      >
        {(id) => (
          <Select
            id={id}
            value={action.method}
            options={(known ? methods : [action.method, ...methods]).map((method) => ({
              value: method,
              label: widget ? methodLabel(widget.type, method) : method,
            }))}
            onChange={(method) => onChange({ ...action, method, arguments: [] })}
          />
        )}
      </Field>
      {Array.from({ length: Math.max(takes.length, action.arguments.length) }, (_, index) => (
        <TemplateField
          key={index}
          label={takes[index]?.label ?? `Argument ${index + 1}`}
          testId="action-argument"
          value={action.arguments[index] ?? ""}
          error={fault(`arguments[${index}]`)}
          path={`${path}.arguments[${index}]`}
          placeholder={takes[index]?.hint}
          short={takes.length > 1}
          onChange={(value) => set(index, value)}
        />
      ))}
    </>
  );
}
