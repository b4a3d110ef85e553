/** What goes up the connection: the messages sent after every connect, and one sent now. */
import { Plus, SendHorizontal, X } from "lucide";
import { useState } from "preact/hooks";
import type { OnConnectMessage } from "../../document";
import { Button, Field, IconButton } from "../../ui";
import { CodeEditor } from "../code/editor";
import { blankMessage } from "../draft/blank";
import { faultAt } from "../draft/faults";
import { useStudio } from "../studio";
import type { TabProps } from "./tab-props";

const ON_CONNECT_MAX = 20; // the definition's

export function Send({ query, path, onChange }: TabProps) {
  const studio = useStudio();
  const faults = studio.draft.faults.value;
  const language = query.format === "json" ? "json" : "text";
  const set = (on_connect: OnConnectMessage[]) => onChange({ on_connect }, "Change what is sent on connect");
  return (
    <div class="form single">
      <div class="group">
        <div class="list-head">
          <h3 class="sect">Send when connected</h3>
          <Button
            variant="ghost"
            icon={Plus}
            disabled={query.on_connect.length >= ON_CONNECT_MAX}
            data-testid="on-connect-add"
            onClick={() => set([...query.on_connect, blankMessage(query.format)])}
          >
            Add a message
          </Button>
        </div>
        {query.on_connect.length === 0 && (
          <p class="field-hint">
            Nothing. Subscriptions that belong to every connect go here; they are sent again after a reconnect.
          </p>
        )}
        {query.on_connect.map((message, index) => {
          const fault =
            faultAt(faults, `${path}.on_connect[${index}]`) ?? faultAt(faults, `${path}.on_connect[${index}].text`);
          return (
            <div key={index} class="message-row">
              <CodeEditor
                language={language}
                label={`Message ${index + 1} sent when connected`}
                hint='{ "event": "subscribe" }'
                value={message.text}
                testId="on-connect"
                onChange={(text) => set(query.on_connect.map((one, at) => (at === index ? { ...one, text } : one)))}
              />
              <IconButton
                icon={X}
                label={`Remove message ${index + 1}`}
                onClick={() => set(query.on_connect.filter((_, at) => at !== index))}
              />
              {fault && <p class="field-error">{fault}</p>}
            </div>
          );
        })}
      </div>
      <SendNow name={query.name} language={language} />
    </div>
  );
}

interface SendNowProps {
  name: string;
  language: "json" | "text";
}

type Ack = { ok: true; at: number } | { ok: false; message: string };

function SendNow({ name, language }: SendNowProps) {
  const studio = useStudio();
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [ack, setAck] = useState<Ack | null>(null);
  const send = async () => {
    setBusy(true);
    try {
      await studio.link.broadcast(name, text);
      setAck({ ok: true, at: Date.now() });
    } catch (error) {
      setAck({ ok: false, message: (error as Error).message });
    }
    setBusy(false);
  };
  return (
    <div class="group">
      <h3 class="sect">Send now</h3>
      <Field
        label="Message"
        error={ack && !ack.ok ? ack.message : null}
        hint={
          ack?.ok ? (
            <span class="sent">The upstream took it at {new Date(ack.at).toLocaleTimeString("en-GB")}.</span>
          ) : (
            "Goes up the open connection once, like a broadcast."
          )
        }
      >
        <div class="message-row">
          <CodeEditor
            language={language}
            label="Message to send now"
            hint='{ "event": "ping" }'
            value={text}
            testId="send-text"
            onChange={(next) => {
              setText(next);
              setAck(null);
            }}
          />
          <Button icon={SendHorizontal} busy={busy} disabled={text === ""} data-testid="send" onClick={send}>
            Send
          </Button>
        </div>
      </Field>
    </div>
  );
}
