/** One message to the upstream: what kind it is, and its text. */
import type { ComponentChildren } from "preact";
import type { Outgoing } from "../../../document";
import { Select } from "../../../ui";
import { CodeEditor } from "../../code/editor";
import { faultAt } from "../../draft/faults";
import { useStudio } from "../../studio";

type Kind = Outgoing["kind"];

const KINDS: readonly { value: Kind; label: string }[] = [
  { value: "json", label: "JSON" },
  { value: "text", label: "Text" },
  { value: "hex", label: "Binary, as hex" },
  { value: "base64", label: "Binary, as base64" },
];

const HINTS: Record<Kind, string> = {
  json: '{ "event": "subscribe" }',
  text: "SUBSCRIBE prices",
  hex: "01 00 ff",
  base64: "AQD/",
};

interface OutgoingEditorProps<T extends Outgoing> {
  message: T;
  /** The spoken name: "Message 1". */
  label: string;
  /** Of the message in the document. */
  path: string;
  testId: string;
  onChange: (message: T) => void;
  /** Shown instead of the label, before the kind. */
  title?: ComponentChildren;
  /** At the right end of the line over the text. */
  end?: ComponentChildren;
  /** Between that line and the text. */
  children?: ComponentChildren;
}

export function OutgoingEditor<T extends Outgoing>(props: OutgoingEditorProps<T>) {
  const { message, label, path, testId, onChange, title, end, children } = props;
  const faults = useStudio().draft.faults.value;
  const fault = faultAt(faults, `${path}.text`) ?? faultAt(faults, `${path}.kind`) ?? faultAt(faults, path);
  return (
    <div class="outgoing">
      <div class="outgoing-head">
        {title ?? <span class="label">{label}</span>}
        <Select
          label={`${label}, kind`}
          value={message.kind}
          options={KINDS}
          onChange={(kind) => onChange({ ...message, kind })}
        />
        {end && <span class="outgoing-end">{end}</span>}
      </div>
      {children}
      <CodeEditor
        language={message.kind === "json" ? "json" : "text"}
        label={label}
        hint={HINTS[message.kind]}
        value={message.text}
        wrong={fault !== null}
        testId={testId}
        templates
        path={`${path}.text`}
        onChange={(text) => onChange({ ...message, text })}
      />
      {fault && (
        <p class="field-error" role="alert">
          {fault}
          {message.kind === "json" && fault.includes("not JSON") && ". Choose Text to send it as it stands."}
        </p>
      )}
    </div>
  );
}
