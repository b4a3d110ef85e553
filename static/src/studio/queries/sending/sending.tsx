/** The conversation with the upstream: what its messages are, and what is said to it. */
import type { StreamQuery } from "../../../document";
import { Field, Select } from "../../../ui";
import { faultAt } from "../../draft/faults";
import { useStudio } from "../../studio";
import type { TabProps } from "../tab-props";
import { AutoReplies } from "./auto-replies";
import { HeartbeatEditor } from "./heartbeat";
import { OnConnect } from "./on-connect";
import { SendNow } from "./send-now";

const FORMATS: readonly { value: StreamQuery["format"]; label: string; meaning: string }[] = [
  { value: "auto", label: "Whatever comes", meaning: "JSON if it is, else text; binary messages as binary." },
  { value: "json", label: "JSON", meaning: "One JSON value a message; anything else is an error event." },
  { value: "text", label: "Text", meaning: "Each message is a text, taken as it comes." },
  {
    value: "ndjson",
    label: "JSON lines",
    meaning: "A message may carry several JSON values, one a line; each is a row.",
  },
  { value: "binary", label: "Binary", meaning: "Each message becomes { base64, size }." },
];

export function Sending({ query, path, onChange }: TabProps) {
  const faults = useStudio().draft.faults.value;
  return (
    <div class="form single">
      <Field label="Messages are" error={faultAt(faults, `${path}.format`)}>
        {(id) => (
          <span class="beside">
            <span class="short">
              <Select
                id={id}
                value={query.format}
                options={FORMATS}
                onChange={(format) => onChange({ format }, "Change the format")}
              />
            </span>
            <span class="field-hint">{FORMATS.find((format) => format.value === query.format)?.meaning}</span>
          </span>
        )}
      </Field>
      <OnConnect query={query} path={path} onChange={onChange} />
      <div class={query.auto_replies.length === 0 && !query.keep_alive.heartbeat ? "adds-row" : "group"}>
        <AutoReplies query={query} path={path} onChange={onChange} />
        <HeartbeatEditor query={query} path={path} onChange={onChange} />
      </div>
      <SendNow name={query.name} language={query.format === "text" || query.format === "binary" ? "text" : "json"} />
    </div>
  );
}
