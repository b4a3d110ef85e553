/** One message sent now, to try what the upstream answers. */
import { SendHorizontal } from "lucide";
import { useState } from "preact/hooks";
import { Button, Field } from "../../../ui";
import { CodeEditor } from "../../code/editor";
import { useStudio } from "../../studio";

interface SendNowProps {
  name: string;
  language: "json" | "text";
}

type Ack = { ok: true; at: number } | { ok: false; message: string };

export function SendNow({ name, language }: SendNowProps) {
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
    <section class="group tight" aria-label="Send now">
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
    </section>
  );
}
