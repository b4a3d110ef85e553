/** Messages of the upstream that are answered by themselves, such as a ping of the application's own. */
import { Plus, X } from "lucide";
import { useMemo } from "preact/hooks";
import type { AutoReply, Rule } from "../../../document";
import { Button, IconButton } from "../../../ui";
import { CodeScopeProvider } from "../../code/world";
import { faultAt } from "../../draft/faults";
import { useStudio } from "../../studio";
import { RuleEditor } from "../rules/rule-editor";
import type { TabProps } from "../tab-props";
import { OutgoingEditor } from "./outgoing";

const AUTO_REPLIES_MAX = 10; // the definition's
const EXAMPLE: Rule = { path: "$.event", operator: "equals", value: "ping" };

const blankReply = (): AutoReply => ({
  when: { match: "all", rules: [EXAMPLE] },
  message: { kind: "json", text: '{ "event": "pong" }' },
});

export function AutoReplies({ query, path, onChange }: TabProps) {
  const replies = query.auto_replies;
  const scope = useMemo(() => ({ definition: query, reply: true }), [query]);
  const own = faultAt(useStudio().draft.faults.value, `${path}.auto_replies`);
  const set = (auto_replies: AutoReply[]) => onChange({ auto_replies }, "Change the automatic replies");
  const replace = (index: number, changes: Partial<AutoReply>) =>
    set(replies.map((one, at) => (at === index ? { ...one, ...changes } : one)));
  return (
    <section class="group tight" aria-label="Automatic replies">
      {replies.length > 0 && <h3 class="sect">Automatic replies</h3>}
      {replies.map((reply, index) => {
        const here = `${path}.auto_replies[${index}]`;
        return (
          <div key={index} class="inset">
            <RuleEditor
              label={`${index + 1}. When a message comes where`}
              match={reply.when}
              path={`${here}.when`}
              example={EXAMPLE}
              testId="reply"
              removable={false}
              onChange={(when) => when && replace(index, { when })}
            />
            <CodeScopeProvider value={scope}>
              <OutgoingEditor
                message={reply.message}
                label={`Reply ${index + 1}`}
                title={<span class="label">answer with</span>}
                path={`${here}.message`}
                testId="reply-message"
                onChange={(message) => replace(index, { message })}
                end={
                  <IconButton
                    icon={X}
                    label={`Remove reply ${index + 1}`}
                    onClick={() => set(replies.filter((_, at) => at !== index))}
                  />
                }
              />
            </CodeScopeProvider>
          </div>
        );
      })}
      {replies.length > 0 && (
        <p class="field-hint">
          <code>{"{{ message.reqid }}"}</code> in the answer stands for that part of what came.
        </p>
      )}
      {own && <p class="field-error">{own}</p>}
      <Button
        class="list-add"
        variant="ghost"
        icon={Plus}
        disabled={replies.length >= AUTO_REPLIES_MAX}
        data-testid="reply-add"
        onClick={() => set([...replies, blankReply()])}
      >
        Add an automatic reply
      </Button>
    </section>
  );
}
