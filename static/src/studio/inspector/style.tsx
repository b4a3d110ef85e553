/** What a widget stands in and where on its grid, and when it is hidden. */
import type { Layout, Widget } from "../../document";
import { Field, NumberInput, Select } from "../../ui";
import { hasTemplate, TemplateInput } from "../code/template";
import { change } from "../draft/edits";
import { faultAt } from "../draft/faults";
import { moveInto, type Room, roomKey, roomsFor } from "../draft/parents";
import { GRID_COLUMNS } from "../draft/placement";
import { useStudio } from "../studio";

const ROWS_MAX = 100; // the height the document allows one widget
const LAST_ROW = 10_000; // likewise, its place

export function Style({ widget, path }: { widget: Widget; path: string }) {
  const studio = useStudio();
  const { layout, name } = widget;
  const key = `${name}.hidden`;
  const hiddenFault = faultAt(studio.draft.faults.value, `${path}.hidden`);
  const place = (changes: Partial<Layout>) =>
    studio.draft.edit(`Place ${name}`, (document) =>
      change(document, "widgets", name, { layout: { ...layout, ...changes } }),
    );
  const fields: { key: keyof Layout; label: string; min: number; max: number }[] = [
    { key: "x", label: "Column", min: 0, max: GRID_COLUMNS - layout.w },
    { key: "y", label: "Row", min: 0, max: LAST_ROW },
    { key: "w", label: "Columns wide", min: 1, max: GRID_COLUMNS - layout.x },
    { key: "h", label: "Rows high", min: 1, max: ROWS_MAX },
  ];
  return (
    <div class="form">
      <h3 class="sect wide">Visibility</h3>
      <Field label="Hidden when" wide error={hiddenFault} hint="Empty: always shown">
        {(id) => (
          <TemplateInput
            id={id}
            value={widget.hidden}
            placeholder={'{{ query.status === "idle" }}'}
            failure={hasTemplate(widget.hidden) ? (studio.live.errors.value[key] ?? null) : null}
            path={`${path}.hidden`}
            wrong={hiddenFault !== null}
            testId="property-hidden"
            onInput={(hidden) =>
              studio.draft.edit(`Change when ${name} is hidden`, (document) =>
                change(document, "widgets", name, { hidden }),
              )
            }
          />
        )}
      </Field>
      <h3 class="sect wide">Place</h3>
      <Inside widget={widget} path={path} />
      {fields.map((field) => (
        <Field
          key={field.key}
          label={field.label}
          error={faultAt(studio.draft.faults.value, `${path}.layout.${field.key}`)}
        >
          {(id) => (
            <NumberInput
              id={id}
              value={layout[field.key]}
              min={field.min}
              max={field.max}
              onCommit={(number) => {
                if (number !== null) place({ [field.key]: Math.round(number) });
              }}
            />
          )}
        </Field>
      ))}
    </div>
  );
}

/** The page, a container, a modal or a tab that it stands in. */
function Inside({ widget, path }: { widget: Widget; path: string }) {
  const studio = useStudio();
  const faults = studio.draft.faults.value;
  const { name, page } = widget;
  const rooms = roomsFor(studio.document.value, page, name);
  const present = roomKey(widget.parent);
  // A container or tab that is gone is shown as it is, until another is chosen.
  const stray: Room[] = rooms.some((room) => roomKey(room.parent) === present)
    ? []
    : [{ parent: widget.parent, label: `${present.trim()} (gone)` }];
  const all = [...stray, ...rooms];
  return (
    <Field
      label="Inside"
      wide
      error={faultAt(faults, `${path}.parent.widget`) ?? faultAt(faults, `${path}.parent.slot`)}
      hint={rooms.length === 1 ? "Add a container, tabs or a modal to put it in." : "It moves to a free place there."}
    >
      {(id) => (
        <Select
          id={id}
          value={present}
          options={all.map((room) => ({ value: roomKey(room.parent), label: room.label }))}
          onChange={(key) => {
            const room = all.find((one) => roomKey(one.parent) === key);
            if (room) studio.draft.edit(`Move ${name}`, (document) => moveInto(document, name, room.parent));
          }}
        />
      )}
    </Field>
  );
}
