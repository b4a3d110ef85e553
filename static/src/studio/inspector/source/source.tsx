/** Where a widget's rows come from: a binding, or straight from the windows of queries, merged, picked and ordered. */
import type { WindowSource } from "../../../document";
import { Field, Select } from "../../../ui";
import { faultAt } from "../../draft/faults";
import { useStudio } from "../../studio";
import { FieldInput } from "../field-input";
import { NameList } from "../name-list";
import { Conditions } from "./conditions";
import { Span } from "./span";

const QUERIES_MAX = 8; // the document's

const MODES: readonly { value: WindowSource["mode"]; label: string; meaning: string }[] = [
  { value: "append", label: "Append", meaning: "One row a message." },
  { value: "replace", label: "Replace", meaning: "The newest message is all there is; a list is its rows." },
  { value: "upsert", label: "Upsert by key", meaning: "The newest row for each value of the key." },
];

interface SourceProps {
  source: WindowSource | null;
  path: string;
  onChange: (source: WindowSource | null) => void;
}

export function Source({ source, path, onChange }: SourceProps) {
  const studio = useStudio();
  const faults = studio.draft.faults.value;
  const fault = (field: string) => faultAt(faults, `${path}.${field}`);
  const streams = studio.document.value.queries.map((query) => query.name);
  const item = studio.item.value;
  // The query being worked on, else the first: the one it is most likely about.
  const first = item?.kind === "query" && streams.includes(item.name) ? item.name : streams[0];
  const set = (changes: Partial<WindowSource>) => source && onChange({ ...source, ...changes });
  return (
    <>
      <Field label="Rows from" error={faultAt(faults, path)}>
        {(id) => (
          <Select
            id={id}
            value={source ? "windows" : "binding"}
            options={[
              { value: "binding", label: "A binding" },
              {
                value: "windows",
                label: first ? "Windows of queries" : "Windows of queries (there is no stream query yet)",
                disabled: !first,
              },
            ]}
            onChange={(from) => onChange(from === "windows" && first ? sourceOf(first) : null)}
          />
        )}
      </Field>
      {source && (
        <>
          <NameList
            label="Queries"
            hint={source.queries.length > 1 ? "Merged by time." : undefined}
            names={source.queries}
            offered={streams}
            addLabel="Add a query"
            none="There is no other stream query"
            max={QUERIES_MAX}
            path={`${path}.queries`}
            testId="source-query"
            // From no window at all would be no source.
            onChange={([head, ...rest]) => (head === undefined ? onChange(null) : set({ queries: [head, ...rest] }))}
          />
          <Field label="Update" error={fault("mode")} hint={MODES.find((mode) => mode.value === source.mode)?.meaning}>
            {(id) => <Select id={id} value={source.mode} options={MODES} onChange={(mode) => set({ mode })} />}
          </Field>
          {source.mode === "upsert" && (
            <Field
              label="Key"
              error={fault("key")}
              hint={source.key ? undefined : "Choose the field that tells rows apart."}
            >
              {(id) => (
                <FieldInput
                  id={id}
                  value={source.key}
                  placeholder="pair"
                  testId="source-key"
                  onInput={(key) => set({ key })}
                />
              )}
            </Field>
          )}
          <Conditions conditions={source.where} path={`${path}.where`} onChange={(where) => set({ where })} />
          <Field label="Order by" error={fault("order_by")} hint="A time or a number. Empty: in order of arrival.">
            {(id) => (
              <FieldInput
                id={id}
                value={source.order_by}
                placeholder="arrival"
                testId="source-order"
                onInput={(order_by) => set({ order_by })}
              />
            )}
          </Field>
          <Span
            seconds={source.span_seconds}
            error={fault("span_seconds")}
            onChange={(span_seconds) => set({ span_seconds })}
          />
        </>
      )}
    </>
  );
}

const sourceOf = (query: string): WindowSource => ({
  queries: [query],
  mode: "append",
  key: "",
  where: [],
  order_by: "",
  span_seconds: 0,
});
