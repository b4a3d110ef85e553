/** The forms of the actions on queries: run, broadcast, disconnect. */
import type { Broadcast, Disconnect, RunQuery } from "../../document";
import { Checkbox, Field, Select } from "../../ui";
import { useStudio } from "../studio";
import { ArgumentRows } from "./argument-rows";
import { type ActionProps, NamePicker, TemplateField, useFault } from "./fields";

const ENCODINGS: readonly { value: Broadcast["encoding"]; label: string }[] = [
  { value: "text", label: "Text" },
  { value: "hex", label: "Binary, as hex" },
  { value: "base64", label: "Binary, as base64" },
];

export function RunQueryFields({ action, path, onChange }: ActionProps<RunQuery>) {
  const { queries, javascript_queries } = useStudio().document.value;
  const fault = useFault(path);
  const stream = queries.find((query) => query.name === action.query);
  const script = javascript_queries.find((query) => query.name === action.query);
  return (
    <>
      <NamePicker
        label="Query"
        testId="action-query"
        value={action.query}
        names={[...queries, ...javascript_queries].map((query) => query.name)}
        error={fault("query")}
        path={`${path}.query`}
        onChange={(query) => onChange({ ...action, query })}
      />
      <ArgumentRows
        label={script ? "Arguments" : "Parameters"}
        declared={(stream?.parameters ?? script?.arguments ?? []).map((one) => one.name)}
        open={script !== undefined}
        otherwise={script ? "as the query binds it" : "its own binding or default"}
        values={action.arguments}
        path={`${path}.arguments`}
        onChange={(values) => onChange({ ...action, arguments: values })}
      />
    </>
  );
}

export function BroadcastFields({ action, path, onChange }: ActionProps<Broadcast>) {
  const { queries } = useStudio().document.value;
  const fault = useFault(path);
  return (
    <>
      <NamePicker
        label="Query"
        testId="action-query"
        value={action.query}
        names={queries.map((query) => query.name)}
        error={fault("query")}
        path={`${path}.query`}
        onChange={(query) => onChange({ ...action, query })}
      />
      <TemplateField
        label="Message"
        testId="action-message"
        value={action.message}
        error={fault("message")}
        path={`${path}.message`}
        placeholder={PLACEHOLDERS[action.encoding]}
        onChange={(message) => onChange({ ...action, message })}
      />
      <Field label="Sent as" error={fault("encoding")}>
        {(id) => (
          <Select
            id={id}
            value={action.encoding}
            options={ENCODINGS}
            onChange={(encoding) => onChange({ ...action, encoding })}
          />
        )}
      </Field>
      <div class="field">
        <Checkbox
          checked={action.remember}
          label="Again after each reconnect"
          onChange={(remember) => onChange({ ...action, remember })}
        />
      </div>
    </>
  );
}

const PLACEHOLDERS: Record<Broadcast["encoding"], string> = {
  text: '{ "event": "subscribe", "pair": ["{{ pair.value }}"] }',
  hex: "01 ff 2a",
  base64: "Af8q",
};

export function DisconnectFields({ action, path, onChange }: ActionProps<Disconnect>) {
  const { queries, javascript_queries } = useStudio().document.value;
  const fault = useFault(path);
  return (
    <NamePicker
      label="Query"
      testId="action-query"
      value={action.query}
      names={[...queries, ...javascript_queries].map((query) => query.name)}
      error={fault("query")}
      path={`${path}.query`}
      onChange={(query) => onChange({ ...action, query })}
    />
  );
}
