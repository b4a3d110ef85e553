/** The widgets of the app, in reading order. */
import type { Widget } from "../../document";
import { Button, EmptyState, Icon } from "../../ui";
import { definitionOf } from "../../widgets/registry";
import { faultsWithin } from "../draft/faults";
import { useStudio } from "../studio";

const readingOrder = (a: Widget, b: Widget): number => a.layout.y - b.layout.y || a.layout.x - b.layout.x;

export function Outline() {
  const studio = useStudio();
  const widgets = studio.document.value.widgets;
  const selected = studio.selected.value;
  if (widgets.length === 0) {
    return (
      <EmptyState
        text="Nothing on the canvas yet."
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
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) {
      if (event.key === "Delete" || event.key === "Backspace") studio.removeWidgets(selected);
      return;
    }
    event.preventDefault();
    const rows = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("button")];
    const row = rows[rows.indexOf(document.activeElement as HTMLElement) + step];
    row?.focus();
    row?.click();
  };
  return (
    <div
      class="tree outline"
      role="listbox"
      aria-label="Widgets"
      aria-multiselectable="true"
      tabIndex={-1}
      onKeyDown={move}
    >
      {[...widgets].sort(readingOrder).map((widget) => {
        const wrong =
          faultsWithin(studio.draft.faults.value, `widgets[${widgets.indexOf(widget)}]`).length > 0 ||
          Object.keys(studio.live.errors.value).some((key) => key.startsWith(`${widget.name}.`));
        return (
          <button
            key={widget.name}
            type="button"
            role="option"
            class={selected.includes(widget.name) ? "row sel" : "row"}
            aria-selected={selected.includes(widget.name)}
            data-testid={`outline-${widget.name}`}
            onClick={(event) => pick(event, widget.name)}
          >
            <Icon of={definitionOf(widget.type).icon} />
            <span class="row-name">{widget.name}</span>
            {wrong && <i class="dot fail" title="Something is wrong in this widget" />}
          </button>
        );
      })}
    </div>
  );
}
