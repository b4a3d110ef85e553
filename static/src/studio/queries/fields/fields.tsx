/** What becomes of each message, once, on the server: skipped, cut into rows, picked from, put in order. */
import { Plus, X } from "lucide";
import type { Order, Rule } from "../../../document";
import { Button, Field, IconButton, NumberInput } from "../../../ui";
import { faultAt } from "../../draft/faults";
import { useStudio } from "../../studio";
import { PathInput } from "../rules/path-input";
import { RuleEditor } from "../rules/rule-editor";
import type { TabProps } from "../tab-props";
import { FieldTable } from "./field-table";

const SKIP_EXAMPLE: Rule = { path: "$.event", operator: "equals", value: "heartbeat" };
const DELAY_SECONDS = 1; // the definition's default
const DELAY_MAX = 10; // likewise its bound

export function Fields({ query, path, onChange }: TabProps) {
  const faults = useStudio().draft.faults.value;
  return (
    <div class="form">
      <div class="wide">
        {query.skip ? (
          <RuleEditor
            label="Skip a message where"
            match={query.skip}
            path={`${path}.skip`}
            example={SKIP_EXAMPLE}
            testId="skip"
            onChange={(skip) => onChange({ skip }, "Change the skip rules")}
          />
        ) : (
          <Button
            class="list-add"
            variant="ghost"
            icon={Plus}
            title="Skipped messages reach no handler, no widget and no window"
            data-testid="skip-add"
            onClick={() => onChange({ skip: { match: "all", rules: [SKIP_EXAMPLE] } }, "Add a skip rule")}
          >
            Add a skip rule
          </Button>
        )}
      </div>
      <Field
        label="A row for each entry of"
        error={faultAt(faults, `${path}.explode`)}
        hint="The path of a list in the message; empty: a message is a row."
      >
        {(id) => (
          <PathInput
            id={id}
            value={query.explode}
            placeholder="$.trades"
            testId="explode"
            onChange={(explode) => onChange({ explode }, "Change what is made rows of")}
          />
        )}
      </Field>
      <OrderFields query={query} path={path} onChange={onChange} />
      <FieldTable query={query} path={path} onChange={onChange} />
    </div>
  );
}

/** By a time in each row, so that late ones stand where they belong. */
function OrderFields({ query, path, onChange }: TabProps) {
  const faults = useStudio().draft.faults.value;
  const { order } = query;
  const set = (changed: Order | null) => onChange({ order: changed }, "Change the order");
  if (!order) {
    return (
      <div class="add-beside">
        <Button
          class="list-add"
          variant="ghost"
          icon={Plus}
          title="For servers that send their messages out of order"
          data-testid="order-add"
          onClick={() => set({ path: "$.time", delay_seconds: DELAY_SECONDS })}
        >
          Order rows by a time
        </Button>
      </div>
    );
  }
  const fault =
    faultAt(faults, `${path}.order.path`) ??
    faultAt(faults, `${path}.order.delay_seconds`) ??
    faultAt(faults, `${path}.order`);
  return (
    <Field
      label="Order rows by the time at"
      error={fault}
      hint="In the row as it is delivered. Later ones come as they come."
    >
      {(id) => (
        <span class="sentence">
          <PathInput
            id={id}
            value={order.path}
            placeholder="$.time"
            testId="order-path"
            onChange={(changed) => set({ ...order, path: changed })}
          />
          <span aria-hidden="true">waiting</span>
          <NumberInput
            label="Seconds that rows wait for earlier ones"
            value={order.delay_seconds}
            min={0.05}
            max={DELAY_MAX}
            fallback={DELAY_SECONDS}
            onCommit={(seconds) => set({ ...order, delay_seconds: seconds ?? DELAY_SECONDS })}
          />
          <span aria-hidden="true">s</span>
          <IconButton icon={X} label="Don't order rows" onClick={() => set(null)} />
        </span>
      )}
    </Field>
  );
}
