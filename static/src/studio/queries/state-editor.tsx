/** A temporary state: its name, its type and the value it begins with. */
import { useState } from "preact/hooks";
import type { TemporaryState } from "../../document";
import { Field, Select } from "../../ui";
import { CodeEditor } from "../code/editor";
import { change } from "../draft/edits";
import { faultAt } from "../draft/faults";
import { oneLine } from "../format";
import { useStudio } from "../studio";
import { ItemHead } from "./item-head";

const TYPES: readonly { value: TemporaryState["type"]; label: string; meaning: string }[] = [
  { value: "any", label: "Anything", meaning: "It has what it is given." },
  { value: "text", label: "Text", meaning: "What it is given is made text; a list is joined with commas." },
  { value: "number", label: "Number", meaning: "What it is given is made a number." },
  { value: "boolean", label: "True/false", meaning: "What it is given is made true or false." },
];

export function StateEditor({ state, path }: { state: TemporaryState; path: string }) {
  const studio = useStudio();
  const faults = studio.draft.faults.value;
  const [text, setText] = useState(() => JSON.stringify(state.initial, null, 2));
  const [notJson, setNotJson] = useState<string | null>(null);
  const set = (changes: Partial<TemporaryState>, what: string) =>
    studio.draft.edit(`${what} of ${state.name}`, (document) => change(document, "states", state.name, changes));
  const type = (next: string) => {
    setText(next);
    let initial: unknown;
    try {
      initial = next.trim() === "" ? null : JSON.parse(next);
    } catch (error) {
      setNotJson(`Not JSON yet: ${(error as Error).message}. Put texts in double quotes.`);
      return;
    }
    setNotJson(null);
    set({ initial }, "Change the initial value");
  };
  const live = studio.live.state.value[state.name];
  const value = live && typeof live === "object" && "value" in live ? live.value : live;
  return (
    <>
      <ItemHead what="Temporary state" name={state.name} hook="state" fault={faultAt(faults, `${path}.name`)} />
      <div class="scroll">
        <div class="form">
          <Field
            label="Type"
            error={faultAt(faults, `${path}.type`)}
            hint={TYPES.find((one) => one.value === state.type)?.meaning}
          >
            {(id) => (
              <Select
                id={id}
                value={state.type}
                options={TYPES}
                onChange={(kind) => set({ type: kind }, "Change the type")}
              />
            )}
          </Field>
          <dl class="facts">
            <div>
              <dt>Now</dt>
              <dd class="mono" data-testid="state-now">
                {live === undefined ? "–" : oneLine(value, 2)}
              </dd>
            </div>
          </dl>
          <Field
            label="Initial value"
            wide
            error={notJson ?? faultAt(faults, `${path}.initial`)}
            hint={`JSON. App code reads ${state.name}.value and calls ${state.name}.setValue(x).`}
          >
            <CodeEditor
              language="json"
              label="Initial value"
              value={text}
              wrong={notJson !== null}
              testId="state-initial"
              onChange={type}
            />
          </Field>
        </div>
      </div>
    </>
  );
}
