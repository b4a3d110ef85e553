/** What is sent after every connect, in order; each message may wait for one of the upstream's. */
import { ArrowDown, ArrowUp, Hourglass, Plus, X } from "lucide";
import type { OnConnectMessage, Rule } from "../../../document";
import { Button, IconButton, NumberInput } from "../../../ui";
import { blankMessage, WAIT_SECONDS } from "../../draft/blank";
import { faultAt } from "../../draft/faults";
import { useStudio } from "../../studio";
import { RuleEditor } from "../rules/rule-editor";
import type { TabProps } from "../tab-props";
import { moved } from "./moved";
import { OutgoingEditor } from "./outgoing";

const ON_CONNECT_MAX = 20; // the definition's
const WAIT_SECONDS_MAX = 60; // likewise
const EXAMPLE: Rule = { path: "$.type", operator: "equals", value: "auth_ok" };

export function OnConnect({ query, path, onChange }: TabProps) {
  const messages = query.on_connect;
  const own = faultAt(useStudio().draft.faults.value, `${path}.on_connect`);
  const set = (on_connect: OnConnectMessage[]) => onChange({ on_connect }, "Change what is sent on connect");
  return (
    <section class="group tight" aria-label="Sent when connected">
      <h3 class="sect">Sent when connected</h3>
      {messages.length === 0 && (
        <p class="field-hint">Subscriptions go here: they are sent again after every reconnect.</p>
      )}
      {messages.map((message, index) => (
        <Message
          key={index}
          message={message}
          number={index + 1}
          path={`${path}.on_connect[${index}]`}
          onChange={(changed) => set(messages.map((one, at) => (at === index ? changed : one)))}
          onRemove={() => set(messages.filter((_, at) => at !== index))}
          onUp={index > 0 ? () => set(moved(messages, index, -1)) : null}
          onDown={index < messages.length - 1 ? () => set(moved(messages, index, 1)) : null}
        />
      ))}
      {own && <p class="field-error">{own}</p>}
      <Button
        class="list-add"
        variant="ghost"
        icon={Plus}
        disabled={messages.length >= ON_CONNECT_MAX}
        data-testid="on-connect-add"
        onClick={() => set([...messages, blankMessage(query.format)])}
      >
        Add a message
      </Button>
    </section>
  );
}

interface MessageProps {
  message: OnConnectMessage;
  number: number;
  path: string;
  onChange: (message: OnConnectMessage) => void;
  onRemove: () => void;
  onUp: (() => void) | null;
  onDown: (() => void) | null;
}

function Message({ message, number, path, onChange, onRemove, onUp, onDown }: MessageProps) {
  const fault = faultAt(useStudio().draft.faults.value, `${path}.wait_seconds`);
  const label = `Message ${number}`;
  return (
    <OutgoingEditor
      message={message}
      label={`${label} sent when connected`}
      title={<span class="label num">{number}</span>}
      path={path}
      testId="on-connect"
      onChange={onChange}
      end={
        <>
          {!message.wait_for && (
            <Button
              variant="ghost"
              icon={Hourglass}
              title="Send it only after the upstream has sent a message that matches a rule"
              data-testid="on-connect-wait"
              onClick={() => onChange({ ...message, wait_for: { match: "all", rules: [EXAMPLE] } })}
            >
              Wait for…
            </Button>
          )}
          {onUp && <IconButton icon={ArrowUp} label={`Send ${label.toLowerCase()} earlier`} onClick={onUp} />}
          {onDown && <IconButton icon={ArrowDown} label={`Send ${label.toLowerCase()} later`} onClick={onDown} />}
          <IconButton icon={X} label={`Remove ${label.toLowerCase()}`} onClick={onRemove} />
        </>
      }
    >
      {message.wait_for && (
        <div class="inset">
          <RuleEditor
            label={`Send message ${number} once the upstream has sent a message where`}
            match={message.wait_for}
            path={`${path}.wait_for`}
            example={EXAMPLE}
            testId="wait"
            onChange={(wait_for) => onChange({ ...message, wait_for })}
          />
          <div class="sentence">
            <span aria-hidden="true">Wait for at most</span>
            <NumberInput
              label={`${label}: seconds to wait for at most`}
              value={message.wait_seconds}
              min={0.1}
              max={WAIT_SECONDS_MAX}
              fallback={WAIT_SECONDS}
              onCommit={(seconds) => onChange({ ...message, wait_seconds: seconds ?? WAIT_SECONDS })}
            />
            <span aria-hidden="true">s, then close and try again.</span>
          </div>
          {fault && <p class="field-error">{fault}</p>}
        </div>
      )}
    </OutgoingEditor>
  );
}
