/** The right panel: everything about the selected widget. */
import { MousePointer2, Trash2 } from "lucide";
import { useEffect, useState } from "preact/hooks";
import type { Widget } from "../../document";
import { Button, EmptyState, IconButton, Tabs } from "../../ui";
import { definitionOf } from "../../widgets/registry";
import { change } from "../draft/edits";
import { faultAt } from "../draft/faults";
import { faultOfName } from "../draft/naming";
import { Handlers } from "../events/handlers";
import { useLedTo } from "../finder";
import { NameInput } from "../shell/name";
import { UsedBy } from "../shell/used-by";
import { useStudio } from "../studio";
import { Properties } from "./properties";
import { Style } from "./style";

type Page = "properties" | "events" | "style";

export function Inspector() {
  const studio = useStudio();
  const selected = studio.selected.value;
  const { widgets } = studio.document.value;
  const index = widgets.findIndex((widget) => widget.name === selected[0]);
  const widget = widgets[index];
  if (selected.length > 1) return <Several names={selected} />;
  if (!widget) {
    return (
      <aside class="right" aria-label="Inspector">
        <EmptyState
          icon={MousePointer2}
          text={
            widgets.length === 0
              ? "Add a widget to the canvas; its properties are set here."
              : "Select a widget on the canvas to set its properties."
          }
        />
      </aside>
    );
  }
  return <OneWidget key={widget.name} widget={widget} path={`widgets[${index}]`} />;
}

/** The page that a field of a widget stands on. */
function pageOf(field: string): Page {
  if (field.startsWith("events")) return "events";
  return field.startsWith("properties") || field === "name" ? "properties" : "style";
}

function OneWidget({ widget, path }: { widget: Widget; path: string }) {
  const studio = useStudio();
  const [page, setPage] = useState<Page>("properties");
  const led = useLedTo(path);
  useEffect(() => {
    if (led) setPage(pageOf(led));
  }, [led]);
  const definition = definitionOf(widget.type);
  const faults = studio.draft.faults.value;
  const fault = faultAt(faults, `${path}.name`) ?? faultAt(faults, path);
  return (
    <aside class="right" aria-label="Inspector">
      <div class="panel-h">
        <h2 class="inspector-title">
          {definition.label}{" "}
          <NameInput
            value={widget.name}
            label="Widget name"
            class="mono"
            testId="widget-name"
            check={(name) => faultOfName(name, widget.name, studio.names.value)}
            onCommit={(name) => studio.rename(widget.name, name)}
          />
        </h2>
        <IconButton
          icon={Trash2}
          label={`Delete ${widget.name}`}
          data-testid="delete-widget"
          onClick={() => studio.removeWidgets([widget.name])}
        />
      </div>
      <p class="inspector-uses">
        <UsedBy name={widget.name} unused={false} />
      </p>
      {fault && (
        <p class="strip fail" role="alert">
          {fault}
        </p>
      )}
      <Tabs
        label={`${definition.label} settings`}
        value={page}
        onChange={setPage}
        tabs={[
          { id: "properties", label: "Properties" },
          { id: "events", label: "Events", ...(widget.events.length ? { count: widget.events.length } : {}) },
          { id: "style", label: "Style" },
        ]}
      />
      <div class="scroll" role="tabpanel">
        {page === "properties" && <Properties widget={widget} definition={definition} path={path} />}
        {page === "events" && (
          <Handlers
            owner={widget.name}
            path={path}
            events={definition.events}
            handlers={widget.events}
            onChange={(events, what) =>
              studio.draft.edit(`${what} of ${widget.name}`, (document) =>
                change(document, "widgets", widget.name, { events }),
              )
            }
          />
        )}
        {page === "style" && <Style widget={widget} path={path} />}
      </div>
    </aside>
  );
}

function Several({ names }: { names: readonly string[] }) {
  const studio = useStudio();
  return (
    <aside class="right" aria-label="Inspector">
      <h2 class="panel-h">{names.length} widgets</h2>
      <EmptyState
        text={names.join(", ")}
        action={
          <Button variant="danger" icon={Trash2} onClick={() => studio.removeWidgets(names)}>
            Delete {names.length} widgets
          </Button>
        }
      />
    </aside>
  );
}
