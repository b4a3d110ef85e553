/** The widgets of the app as a tree: those of the page in reading order, and under a container what stands in it. */
import { useComputed } from "@preact/signals";
import type { Widget } from "../../document";
import { Button, EmptyState, Icon } from "../../ui";
import { definitionOf } from "../../widgets/registry";
import { useBeginning } from "../beginning";
import { faultsWithin } from "../draft/faults";
import { widgetsOn } from "../draft/pages";
import { useStudio } from "../studio";

export interface Branch {
  widget: Widget;
  /** 1: on the page. */
  level: number;
  /** Of the first widget of a tab: the tab's title. */
  tab: string | null;
}

const FIRST = 40; // rows: more than the panel shows at once

const readingOrder = (a: Widget, b: Widget): number => a.layout.y - b.layout.y || a.layout.x - b.layout.x;

/** In the order of the rows. A widget whose container is gone stands on the page, so that it can be found. */
export function branches(widgets: readonly Widget[]): Branch[] {
  const names = new Set(widgets.map((widget) => widget.name));
  const found: Branch[] = [];
  const seen = new Set<Widget>();
  const walk = (inside: readonly Widget[], level: number, tab: string | null) => {
    for (const widget of [...inside].sort(readingOrder)) {
      if (seen.has(widget)) continue; // containers in one another in a circle, which the server refuses
      seen.add(widget);
      found.push({ widget, level, tab });
      tab = null;
      const children = widgets.filter((one) => one.parent?.widget === widget.name);
      if (widget.type !== "tabs") walk(children, level + 1, null);
      else {
        const { tabs } = widget.properties;
        for (const { key, title } of tabs) {
          walk(
            children.filter((one) => one.parent?.slot === key),
            level + 1,
            title || key,
          );
        }
        walk(
          children.filter((one) => !tabs.some(({ key }) => key === one.parent?.slot)),
          level + 1,
          null,
        );
      }
    }
  };
  walk(
    widgets.filter((widget) => !widget.parent || !names.has(widget.parent.widget)),
    1,
    null,
  );
  walk(
    widgets.filter((widget) => !seen.has(widget)),
    1,
    null,
  );
  return found;
}

export function Outline() {
  const studio = useStudio();
  const { widgets } = studio.document.value;
  const here = widgetsOn(studio.document.value, studio.page.value);
  // As text: values come four times a second, and with them whether there is an error.
  const failing = useComputed(() =>
    [...new Set(Object.keys(studio.live.errors.value).map((key) => key.slice(0, key.indexOf("."))))].sort().join(),
  ).value.split(",");
  const selected = studio.selected.value;
  const beginning = useBeginning(FIRST);
  if (here.length === 0) {
    return (
      <EmptyState
        text="Nothing on this page yet."
        action={
          <Button
            onClick={() => {
              studio.leftPanel.value = "add";
            }}
          >
            Add a widget
          </Button>
        }
      />
    );
  }
  const pick = (event: MouseEvent, name: string) => {
    const adding = event.metaKey || event.ctrlKey || event.shiftKey;
    if (!adding) studio.select([name]);
    else studio.select(selected.includes(name) ? selected.filter((one) => one !== name) : [...selected, name]);
  };
  const move = (event: KeyboardEvent) => {
    if (event.key === "Delete" || event.key === "Backspace") {
      studio.removeWidgets(selected);
      return;
    }
    const rows = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("button")];
    const row = rowAt(rows, rows.indexOf(document.activeElement as HTMLElement), event.key);
    if (!row) return;
    event.preventDefault();
    row.focus();
    row.click();
  };
  return (
    <div
      class="tree outline"
      role="tree"
      aria-label="Widgets"
      aria-multiselectable="true"
      tabIndex={-1}
      onKeyDown={move}
    >
      {beginning(branches(here)).map(({ widget, level, tab }) => {
        const wrong =
          faultsWithin(studio.draft.faults.value, `widgets[${widgets.indexOf(widget)}]`).length > 0 ||
          failing.includes(widget.name);
        return [
          tab !== null && (
            <span
              key={`${widget.name} tab`}
              role="none"
              class="outline-tab"
              style={{ paddingLeft: `${6 + (level - 1) * 16}px` }}
            >
              {tab}
            </span>
          ),
          <button
            key={widget.name}
            type="button"
            role="treeitem"
            class={selected.includes(widget.name) ? "row sel" : "row"}
            aria-level={level}
            aria-selected={selected.includes(widget.name)}
            data-testid={`outline-${widget.name}`}
            style={{ paddingLeft: `${6 + (level - 1) * 16}px` }}
            onClick={(event) => pick(event, widget.name)}
          >
            <Icon of={definitionOf(widget.type).icon} />
            <span class="row-name">{widget.name}</span>
            {wrong && <i class="dot fail" title="Something is wrong in this widget" />}
          </button>,
        ];
      })}
    </div>
  );
}

/** Where a key leads from a row: the next, the one before, with ← to the container it stands in, with → into it. */
function rowAt(rows: readonly HTMLElement[], at: number, key: string): HTMLElement | undefined {
  const level = (row: HTMLElement | undefined) => Number(row?.getAttribute("aria-level") ?? 0);
  switch (key) {
    case "ArrowDown":
      return rows[at + 1];
    case "ArrowUp":
      return rows[at - 1];
    case "ArrowLeft":
      return rows.slice(0, at).findLast((row) => level(row) < level(rows[at]));
    case "ArrowRight":
      return level(rows[at + 1]) > level(rows[at]) ? rows[at + 1] : undefined;
    default:
      return undefined;
  }
}
