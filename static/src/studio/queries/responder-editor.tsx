/** A data responder: what it watches, and what is done when that changes. */
import type { DataResponder } from "../../document";
import { Field } from "../../ui";
import { TemplateInput } from "../code/template";
import { change } from "../draft/edits";
import { faultAt } from "../draft/faults";
import { RESPONDER_EVENTS } from "../events/actions";
import { Handlers } from "../events/handlers";
import { useStudio } from "../studio";
import { ItemHead } from "./item-head";
import { useFailure } from "./use-failure";

export function ResponderEditor({ responder, path }: { responder: DataResponder; path: string }) {
  const studio = useStudio();
  const { name } = responder;
  const faults = studio.draft.faults.value;
  const failure = useFailure(name, "data");
  const error = faultAt(faults, `${path}.data`);
  const set = (changes: Partial<DataResponder>, what: string) =>
    studio.draft.edit(`${what} of ${name}`, (document) => change(document, "responders", name, changes));
  return (
    <>
      <ItemHead what="Data responder" name={name} hook="responder" fault={faultAt(faults, `${path}.name`)} />
      <div class="scroll">
        <div class="form">
          <Field label="Watch" wide error={error} hint="Its handlers run each time this has another value.">
            {(id) => (
              <TemplateInput
                id={id}
                value={responder.data}
                placeholder="{{ query.data.price }}"
                wrong={error !== null}
                failure={failure}
                path={`${path}.data`}
                testId="responder-data"
                onInput={(data) => set({ data }, "Change what is watched")}
              />
            )}
          </Field>
        </div>
        <Handlers
          owner={name}
          path={path}
          events={RESPONDER_EVENTS}
          handlers={responder.events}
          onChange={(events, what) => set({ events }, what)}
        />
      </div>
    </>
  );
}
