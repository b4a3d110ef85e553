/** A temporary state: its name and the value it begins with. */
import { Trash2 } from "lucide";
import { useState } from "preact/hooks";
import type { TemporaryState } from "../../document";
import { Field, IconButton } from "../../ui";
import { CodeEditor } from "../code/editor";
import { changeState } from "../draft/edits";
import { faultAt } from "../draft/faults";
import { faultOfName } from "../draft/naming";
import { oneLine } from "../format";
import { ConfirmDelete } from "../shell/confirm-delete";
import { NameInput } from "../shell/name";
import { useStudio } from "../studio";

export function StateEditor({ state, path }: { state: TemporaryState; path: string }) {
  const studio = useStudio();
  const [text, setText] = useState(() => JSON.stringify(state.initial, null, 2));
  const [notJson, setNotJson] = useState<string | null>(null);
  const [deleting, setDeleting] = useState(false);
  const change = (next: string) => {
    setText(next);
    let initial: unknown;
    try {
      initial = next.trim() === "" ? null : JSON.parse(next);
    } catch (error) {
      setNotJson(`Not JSON yet: ${(error as Error).message}. Put texts in double quotes.`);
      return;
    }
    setNotJson(null);
    studio.draft.edit(`Change the initial value of ${state.name}`, (document) =>
      changeState(document, state.name, { initial }),
    );
  };
  const live = studio.live.state.value[state.name];
  const value = live && typeof live === "object" && "value" in live ? live.value : live;
  return (
    <>
      <div class="panel-h">
        <h2 class="inspector-title">
          Temporary state{" "}
          <NameInput
            value={state.name}
            label="State name"
            class="mono"
            testId="state-name"
            check={(name) => faultOfName(name, state.name, studio.names.value)}
            onCommit={(name) => studio.rename(state.name, name)}
          />
        </h2>
        <IconButton
          icon={Trash2}
          label={`Delete ${state.name}`}
          data-testid="delete-state"
          onClick={() => setDeleting(true)}
        />
      </div>
      <div class="scroll">
        <div class="form">
          <Field
            label="Initial value"
            wide
            error={notJson ?? faultAt(studio.draft.faults.value, `${path}.initial`)}
            hint={`JSON. App code reads ${state.name}.value and calls ${state.name}.setValue(x).`}
          >
            <CodeEditor
              language="json"
              label="Initial value"
              value={text}
              wrong={notJson !== null}
              testId="state-initial"
              onChange={change}
            />
          </Field>
          <dl class="facts wide">
            <div>
              <dt>Now</dt>
              <dd class="mono">{live === undefined ? "–" : oneLine(value, 2)}</dd>
            </div>
          </dl>
        </div>
      </div>
      <ConfirmDelete
        open={deleting}
        name={state.name}
        kind="state"
        onClose={() => setDeleting(false)}
        onConfirm={() => studio.removeState(state.name)}
      />
    </>
  );
}
