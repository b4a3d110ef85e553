/** The properties of a widget, as its definition lists them, under their headings. */
import type { Widget } from "../../document";
import type { PropertySpec, WidgetDefinition } from "../../widgets/definition";
import { changeProperty } from "../draft/edits";
import { useStudio } from "../studio";
import { FIELD_NAMES, useFieldNames } from "./field-names";
import { PropertyField } from "./property-field";

interface PropertiesProps {
  widget: Widget;
  definition: WidgetDefinition;
  path: string;
}

export function Properties({ widget, definition, path }: PropertiesProps) {
  const studio = useStudio();
  const values = widget.properties as unknown as Record<string, unknown>;
  const shown = definition.inspector.filter(
    (spec) =>
      // Rows from windows need no binding.
      !(spec.key === "data" && values.source) &&
      (!spec.when || [spec.when.is].flat().includes(String(values[spec.when.key]))),
  );
  const names = useFieldNames(widget);
  const groups = [...new Set(shown.map((spec) => spec.group))];
  const change = (spec: PropertySpec, value: unknown) =>
    studio.draft.edit(`Change ${spec.label} of ${widget.name}`, (document) =>
      changeProperty(document, widget.name, spec.key, value),
    );
  return (
    <div class="form single">
      <datalist id={FIELD_NAMES}>
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {groups.map((group) => (
        <div key={group} class="group">
          <h3 class="sect">{group}</h3>
          {shown
            .filter((spec) => spec.group === group)
            .map((spec) => (
              <PropertyField
                key={spec.key}
                spec={spec}
                widget={widget.name}
                path={`${path}.properties.${spec.key}`}
                value={values[spec.key]}
                onChange={(value) => change(spec, value)}
              />
            ))}
        </div>
      ))}
    </div>
  );
}
