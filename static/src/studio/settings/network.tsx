/** Where the workspace's queries may lead: two lists that owners write, and what the operator has opened. */
import { useState } from "preact/hooks";
import { ApiError, type Fault } from "../../api/http";
import { type NetworkRules, type Restrictions, readNetwork, restrictNetwork } from "../../api/network";
import { Button, EmptyState, Field, Skeleton, TextArea } from "../../ui";
import { useLoaded } from "./loaded";
import { entriesOf, textOf } from "./network-lists";
import { Head } from "./parts";
import type { SectionProps } from "./sections";
import "./network.css";

const FAULTS_SHOWN = 5; // of one list; who mends them sees the next ones

export function Network({ workspace }: SectionProps) {
  const rules = useLoaded(String(workspace.id), () => readNetwork(workspace.id));
  const owner = workspace.role === "owner";
  return (
    <section class="section" aria-label="Network">
      <Head
        title="Network"
        text={`Where the queries of ${workspace.name} may lead. These lists only restrict: private addresses stay closed unless the operator of this Lowstream opens them.`}
      />
      {rules.fault !== null ? (
        <div class="section-box">
          <EmptyState
            tone="fail"
            title="The rules could not be loaded"
            text={rules.fault}
            action={<Button onClick={rules.retry}>Try again</Button>}
          />
        </div>
      ) : rules.value === null ? (
        <div class="section-box padded">
          <Skeleton />
        </div>
      ) : (
        <>
          <Lists rules={rules.value} owner={owner} workspace={workspace.id} onSaved={(to) => rules.change(() => to)} />
          <Opened allow={rules.value.allow} />
        </>
      )}
    </section>
  );
}

interface ListsProps {
  rules: NetworkRules;
  owner: boolean;
  workspace: number;
  onSaved: (rules: NetworkRules) => void;
}

function Lists({ rules, owner, workspace, onSaved }: ListsProps) {
  const [only, setOnly] = useState(textOf(rules.only));
  const [deny, setDeny] = useState(textOf(rules.deny));
  const [saving, setSaving] = useState(false);
  const [saved, setSaved] = useState(false);
  const [fault, setFault] = useState<ApiError | null>(null);
  const written: Restrictions = { only: entriesOf(only), deny: entriesOf(deny) };
  const changed = textOf(written.only) !== textOf(rules.only) || textOf(written.deny) !== textOf(rules.deny);
  const faults = fault?.faults ?? [];

  const edit = (set: (text: string) => void) => (text: string) => {
    setSaved(false);
    set(text);
  };
  const put = (to: NetworkRules) => {
    setOnly(textOf(to.only));
    setDeny(textOf(to.deny));
    setFault(null);
  };
  const save = async () => {
    setSaving(true);
    try {
      const now = await restrictNetwork(workspace, written);
      put(now);
      setSaved(true);
      onSaved(now);
    } catch (error) {
      setFault(error instanceof ApiError ? error : new ApiError(0, { message: String(error) }));
    } finally {
      setSaving(false);
    }
  };

  return (
    <form
      class="section-box padded network-lists"
      onSubmit={(event) => {
        event.preventDefault();
        if (owner && changed && !saving) save();
      }}
    >
      <Field
        label="Only these places"
        hint="One a line: feed.example, feed.example:443, *.example, 8.8.8.0/24 or :443. Empty: anywhere."
        error={told(faults, "only")}
      >
        {(id) => (
          <TextArea
            id={id}
            mono
            rows={8}
            value={only}
            readOnly={!owner}
            data-testid="network-only"
            onInput={edit(setOnly)}
          />
        )}
      </Field>
      <Field
        label="Never these places"
        hint="The same forms. This list wins over the other one and over all that is allowed."
        error={told(faults, "deny")}
      >
        {(id) => (
          <TextArea
            id={id}
            mono
            rows={8}
            value={deny}
            readOnly={!owner}
            data-testid="network-deny"
            onInput={edit(setDeny)}
          />
        )}
      </Field>
      <footer class="network-ways">
        <p class="faint" role="status">
          {saved
            ? "Saved. Connections to a place that is now denied end within 10 seconds."
            : owner
              ? "What is open to a place that you deny is closed within 10 seconds."
              : "Only owners can change this."}
        </p>
        {fault && faults.length === 0 && (
          <p class="field-error" role="alert">
            {fault.message}
          </p>
        )}
        {owner && (
          <>
            <Button type="button" variant="ghost" disabled={!changed || saving} onClick={() => put(rules)}>
              Discard
            </Button>
            <Button type="submit" variant="primary" busy={saving} disabled={!changed} data-testid="network-save">
              Save
            </Button>
          </>
        )}
      </footer>
    </form>
  );
}

function Opened({ allow }: { allow: readonly string[] }) {
  return (
    <>
      <Head
        part
        title="Opened by the operator"
        text="Private places that this workspace may dial beside the public ones."
      />
      <div class="section-box padded">
        {allow.length === 0 ? (
          <p class="faint">
            None for this workspace alone. An operator opens one with <code>manage.py workspacerules</code>.
          </p>
        ) : (
          <ul class="network-opened">
            {allow.map((entry) => (
              <li key={entry}>
                <code>{entry}</code>
              </li>
            ))}
          </ul>
        )}
      </div>
    </>
  );
}

/** The faults of one list, a line each. */
function told(faults: readonly Fault[], list: string): string | null {
  const its = faults.filter(({ path }) => path === list || path.startsWith(`${list}[`));
  const lines = its.slice(0, FAULTS_SHOWN).map(({ message }) => `${message}.`);
  if (its.length > FAULTS_SHOWN) lines.push(`And ${its.length - FAULTS_SHOWN} more.`);
  return lines.length > 0 ? lines.join("\n") : null;
}
