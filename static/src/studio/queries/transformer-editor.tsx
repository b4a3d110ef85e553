/** A transformer: JavaScript that returns a value, and the value it has now. */
import type { Transformer } from "../../document";
import { CodeEditor } from "../code/editor";
import { change } from "../draft/edits";
import { faultAt } from "../draft/faults";
import { Value } from "../outline/value-tree";
import { useStudio } from "../studio";
import { ItemHead } from "./item-head";
import { useFailure } from "./use-failure";

export function TransformerEditor({ transformer, path }: { transformer: Transformer; path: string }) {
  const studio = useStudio();
  const { name } = transformer;
  const faults = studio.draft.faults.value;
  const fault = faultAt(faults, `${path}.code`);
  const failure = useFailure(name, "value");
  const now = studio.live.state.value[name];
  // While it fails, the last good one.
  const known = now !== null && typeof now === "object" && "value" in now && !(failure && now.value === undefined);
  return (
    <>
      <ItemHead what="Transformer" name={name} hook="transformer" fault={fault ?? faultAt(faults, `${path}.name`)} />
      <div class="code-and-value">
        <CodeEditor
          language="javascript"
          path={`${path}.code`}
          label={`Code of ${name}`}
          hint={"return query.messages.map((message) => message.price);"}
          tall
          wrong={fault !== null || failure !== null}
          value={transformer.code}
          testId="transformer-code"
          onChange={(code) =>
            studio.draft.edit(`Change ${name}`, (document) => change(document, "transformers", name, { code }))
          }
        />
        <section class="outcome" aria-label={`Value of ${name}`} data-testid="transformer-value">
          <h3 class="outcome-head">
            <span class="mono">{name}.value</span> <span class="faint">now</span>
          </h3>
          {failure && <p class="field-error">{failure}</p>}
          {known ? (
            <Value value={now.value} />
          ) : (
            !failure && <p class="faint">It only reads, and is evaluated again when what it read has changed.</p>
          )}
        </section>
      </div>
    </>
  );
}
