/** One property: the control its kind asks for, with its live value, and what is wrong with it. */
import { useMemo } from "preact/hooks";
import type { Column, Tab, Threshold, WindowSource } from "../../document";
import { Checkbox, Field, NumberInput, Select } from "../../ui";
import { BEHAVIOURS } from "../../widgets/behaviour";
import type { PropertySpec } from "../../widgets/definition";
import { CodeEditor } from "../code/editor";
import { hasTemplate, TemplateInput } from "../code/template";
import { CodeScopeProvider } from "../code/world";
import { faultAt, faultsWithin } from "../draft/faults";
import { type Studio, useStudio } from "../studio";
import { Columns } from "./columns";
import { FieldInput } from "./field-input";
import { FIELD_NAMES } from "./field-names";
import { Source } from "./source/source";
import { TabsEditor } from "./tabs";
import { TextList } from "./text-list";
import { Thresholds } from "./thresholds";

interface PropertyFieldProps {
  spec: PropertySpec;
  widget: string;
  path: string;
  value: unknown;
  onChange: (value: unknown) => void;
}

export function PropertyField({ spec, widget, path, value, onChange }: PropertyFieldProps) {
  const studio = useStudio();
  const key = `${widget}.${spec.key}`;
  const testId = `property-${spec.key}`;
  const fault = faultAt(studio.draft.faults.value, path);
  const scope = useMemo(() => (isEachRow(spec, widget, studio) ? { row: widget } : {}), [spec, widget, studio]);

  switch (spec.kind) {
    case "template": {
      const text = String(value ?? "");
      const failure = hasTemplate(text) ? (studio.live.errors.value[key] ?? null) : null;
      return (
        <Field label={spec.label} hint={spec.help} error={fault}>
          {(id) => (
            <CodeScopeProvider value={scope}>
              <TemplateInput
                id={id}
                value={text}
                placeholder={spec.placeholder}
                preview={spec.multiline ? null : undefined /* of a long text, the canvas is the preview */}
                multiline={spec.multiline}
                wrong={fault !== null}
                failure={failure}
                testId={testId}
                path={path}
                onInput={onChange}
              />
            </CodeScopeProvider>
          )}
        </Field>
      );
    }
    case "select":
      return (
        <Field label={spec.label} hint={spec.help} error={fault}>
          {(id) => <Select id={id} value={String(value)} options={spec.options ?? []} onChange={onChange} />}
        </Field>
      );
    case "number":
      return (
        <Field label={spec.label} hint={spec.help} error={fault}>
          {(id) => (
            <NumberInput
              id={id}
              value={typeof value === "number" ? value : null}
              min={spec.min}
              max={spec.max}
              placeholder={spec.placeholder}
              onCommit={(number) => {
                if (number !== null || spec.nullable) onChange(number === null ? null : Math.round(number));
              }}
            />
          )}
        </Field>
      );
    case "boolean":
      return (
        <div class="field">
          <Checkbox checked={value === true} label={spec.label} onChange={onChange} />
          {fault ? <p class="field-error">{fault}</p> : spec.help && <p class="field-hint">{spec.help}</p>}
        </div>
      );
    case "code": {
      const text = String(value ?? "");
      const error = fault ?? studio.live.errors.value[key] ?? null;
      return (
        <Field label={spec.label} hint={spec.help} error={error}>
          <CodeEditor
            language="text"
            templates
            path={path}
            label={spec.label}
            hint={spec.placeholder}
            value={text}
            wrong={error !== null}
            testId={testId}
            onChange={onChange}
          />
        </Field>
      );
    }
    case "field":
      return (
        <Field label={spec.label} hint={spec.help} error={fault}>
          {(id) => (
            <FieldInput
              id={id}
              value={String(value ?? "")}
              placeholder={spec.placeholder}
              testId={testId}
              onInput={onChange}
            />
          )}
        </Field>
      );
    case "source":
      return <Source source={value as WindowSource | null} path={path} onChange={onChange} />;
    case "thresholds":
      return (
        <Thresholds
          label={spec.label}
          hint={spec.help}
          thresholds={(value as Threshold[] | undefined) ?? []}
          path={path}
          onChange={onChange}
        />
      );
    case "tabs":
      return <TabsEditor label={spec.label} hint={spec.help} widget={widget} tabs={value as Tab[]} path={path} />;
    case "fields":
      return (
        <TextList
          label={spec.label}
          hint={spec.help}
          items={(value as string[] | undefined) ?? []}
          path={path}
          addLabel="Add a series"
          placeholder="price"
          max={12}
          list={FIELD_NAMES}
          testId={testId}
          onChange={onChange}
        />
      );
    case "columns":
      return (
        <Columns
          label={spec.label}
          hint={spec.help}
          columns={(value as Column[] | undefined) ?? []}
          faults={faultsWithin(studio.draft.faults.value, path)}
          path={path}
          onChange={onChange}
        />
      );
    case "query": {
      const names = studio.document.value.queries.map((query) => query.name);
      const present = String(value ?? "");
      const options = [
        { value: "", label: names.length ? "Choose a query" : "There is no query yet" },
        ...[...new Set([...names, ...(present ? [present] : [])])].map((name) => ({ value: name, label: name })),
      ];
      const gone = present && !names.includes(present) ? `There is no query "${present}". Choose another one.` : null;
      return (
        <Field label={spec.label} hint={spec.help} error={fault ?? gone}>
          {(id) => <Select id={id} value={present} options={options} onChange={onChange} />}
        </Field>
      );
    }
  }
}

/** A template that is evaluated for each row. */
function isEachRow({ key }: PropertySpec, name: string, { document }: Studio): boolean {
  const widget = document.peek().widgets.find((one) => one.name === name);
  return widget !== undefined && BEHAVIOURS[widget.type].each === key;
}
