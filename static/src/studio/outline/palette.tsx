/** The widgets there are, in groups, with a search. A click puts one at the next free place; they can be dragged, too. */
import { useState } from "preact/hooks";
import type { WidgetType } from "../../document";
import { Field, Icon, Select, TextInput } from "../../ui";
import { definitionOf } from "../../widgets/registry";
import { carry } from "../canvas/carry";
import { roomKey, roomsFor } from "../draft/parents";
import { WIDGETS_MAX } from "../draft/pasting";
import { useStudio } from "../studio";

/** By what a builder looks for; every type stands once. */
export const GROUPS: readonly { label: string; types: readonly WidgetType[] }[] = [
  { label: "Charts", types: ["chart", "echarts"] },
  { label: "Rows", types: ["table", "list", "log", "chat"] },
  { label: "Figures", types: ["stat", "gauge", "progress"] },
  {
    label: "Inputs",
    types: [
      "button",
      "input",
      "text_area",
      "number",
      "select",
      "multi_select",
      "switch",
      "checkbox",
      "slider",
      "date_time",
    ],
  },
  { label: "Text and media", types: ["text", "json", "image", "html"] },
  { label: "Layout", types: ["container", "tabs", "modal"] },
  { label: "Connection", types: ["connection"] },
];

/** The groups with the types that the words are found in; a group's own name finds all of it. */
export function found(search: string): typeof GROUPS {
  const words = search.trim().toLowerCase();
  if (words === "") return GROUPS;
  return GROUPS.map((group) => ({
    label: group.label,
    types: group.types.filter((type) => {
      const { label, help } = definitionOf(type);
      return `${group.label} ${label} ${help} ${type}`.toLowerCase().includes(words);
    }),
  })).filter((group) => group.types.length > 0);
}

export function Palette() {
  const studio = useStudio();
  const [search, setSearch] = useState("");
  const full = studio.document.value.widgets.length >= WIDGETS_MAX;
  const groups = found(search);
  const add = (type: WidgetType) => studio.addWidget(type, definitionOf(type).size);
  return (
    <>
      <div class="palette-head">
        <TextInput
          type="search"
          aria-label="Search widgets"
          placeholder="Search"
          value={search}
          data-testid="palette-search"
          onInput={setSearch}
          onKeyDown={(event: KeyboardEvent) => {
            const first = groups[0]?.types[0];
            if (event.key === "Enter" && search !== "" && first && !full) add(first);
          }}
        />
        <RoomChoice />
      </div>
      <div class="palette">
        {full && (
          <p class="palette-full">{WIDGETS_MAX} widgets is the most an app can have. Delete one to add another.</p>
        )}
        {groups.length === 0 && <p class="palette-none">No widget is called "{search.trim()}".</p>}
        {groups.map((group) => (
          <section key={group.label} aria-label={group.label}>
            <h3 class="sect">{group.label}</h3>
            {group.types.map(definitionOf).map((kind) => (
              <button
                key={kind.type}
                type="button"
                disabled={full}
                title={kind.help}
                data-testid={`add-widget-${kind.type}`}
                onClick={() => add(kind.type)}
                onPointerDown={(event) => carry(event, kind.type, studio.link)}
              >
                <Icon of={kind.icon} />
                <span class="palette-label">{kind.label}</span>
                <span class="faint">{kind.help}</span>
              </button>
            ))}
          </section>
        ))}
      </div>
    </>
  );
}

/** Where a new widget goes, once there is more than the page. */
function RoomChoice() {
  const studio = useStudio();
  const rooms = roomsFor(studio.document.value, studio.page.value, null);
  if (rooms.length === 1) return null;
  const chosen = roomKey(studio.room.value);
  return (
    <Field label="Put it in">
      {(id) => (
        <Select
          id={id}
          value={rooms.some((room) => roomKey(room.parent) === chosen) ? chosen : ""}
          options={rooms.map((room) => ({ value: roomKey(room.parent), label: room.label }))}
          onChange={(key) => {
            studio.room.value = rooms.find((room) => roomKey(room.parent) === key)?.parent ?? null;
          }}
        />
      )}
    </Field>
  );
}
