/** The tabs of a tabs widget: their keys, which app code says, and their titles. */
import { ArrowDown, ArrowUp, Plus, X } from "lucide";
import { useId, useState } from "preact/hooks";
import type { Tab } from "../../document";
import { Button, Dialog, IconButton } from "../../ui";
import { TemplateInput } from "../code/template";
import { faultAt } from "../draft/faults";
import { uniqueName } from "../draft/naming";
import { changeTabs, mergeTab } from "../draft/parents";
import { remove } from "../draft/removing";
import { count } from "../format";
import { NameInput } from "../shell/name";
import { useStudio } from "../studio";

const TABS_MAX = 20; // the document's
const KEY = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

interface TabsEditorProps {
  label: string;
  hint?: string;
  widget: string;
  tabs: readonly Tab[];
  path: string;
}

export function TabsEditor({ label, hint, widget, tabs, path }: TabsEditorProps) {
  const studio = useStudio();
  const faults = studio.draft.faults.value;
  const heading = useId();
  const [removing, setRemoving] = useState<Tab | null>(null);
  const own = faultAt(faults, path);
  const keys = new Set(tabs.map((tab) => tab.key));
  const change = (next: readonly Tab[], what: string, renamed?: [string, string]) =>
    studio.draft.edit(`${what} of ${widget}`, (document) => changeTabs(document, widget, next, renamed));
  const inside = (key: string) =>
    studio.document.value.widgets.filter((one) => one.parent?.widget === widget && one.parent.slot === key);
  const without = (key: string) => tabs.filter((tab) => tab.key !== key);
  const move = (index: number, step: 1 | -1) => {
    const moved = [...tabs];
    const [tab] = moved.splice(index, 1);
    if (tab) moved.splice(index + step, 0, tab);
    change(moved, "Order the tabs");
  };
  const add = () => {
    const key = uniqueName("tab", keys);
    change([...tabs, { key, title: `Tab ${tabs.length + 1}` }], "Add a tab");
  };
  return (
    <fieldset class="field list" aria-labelledby={heading}>
      <span class="label" id={heading}>
        {label}
      </span>
      {tabs.map((tab, index) => {
        const fault = faultAt(faults, `${path}[${index}].key`) ?? faultAt(faults, `${path}[${index}].title`);
        return (
          <div key={tab.key} class="tab-item" data-testid="tab-item">
            <div class="list-row">
              <TemplateInput
                label={`Title of tab ${index + 1}`}
                value={tab.title}
                placeholder={tab.key}
                testId="tab-title"
                path={`${path}[${index}].title`}
                onInput={(title) =>
                  change(
                    tabs.map((one, at) => (at === index ? { ...one, title } : one)),
                    "Change a title",
                  )
                }
              />
              <IconButton
                icon={X}
                label={tabs.length === 1 ? "The last tab stays" : `Remove ${tab.title || tab.key}`}
                disabled={tabs.length === 1}
                onClick={() => {
                  if (inside(tab.key).length > 0) setRemoving(tab);
                  else change(without(tab.key), "Remove a tab");
                }}
              />
            </div>
            <div class="tab-key">
              <span class="faint">key</span>
              <NameInput
                value={tab.key}
                label={`Key of tab ${index + 1}`}
                class="mono"
                testId="tab-key"
                check={(typed) => faultOfKey(typed, tab.key, keys)}
                onCommit={(key) =>
                  change(
                    tabs.map((one, at) => (at === index ? { ...one, key } : one)),
                    "Change a key",
                    [tab.key, key],
                  )
                }
              />
              <IconButton icon={ArrowUp} label="Move up" disabled={index === 0} onClick={() => move(index, -1)} />
              <IconButton
                icon={ArrowDown}
                label="Move down"
                disabled={index === tabs.length - 1}
                onClick={() => move(index, 1)}
              />
            </div>
            {fault && <p class="field-error">{fault}</p>}
          </div>
        );
      })}
      <Button
        class="list-add"
        variant="ghost"
        icon={Plus}
        disabled={tabs.length >= TABS_MAX}
        data-testid="tab-add"
        onClick={add}
      >
        Add a tab
      </Button>
      {own ? <p class="field-error">{own}</p> : hint && <p class="field-hint">{hint}</p>}
      <RemoveTab
        tab={removing}
        inside={removing ? inside(removing.key).map((one) => one.name) : []}
        other={removing ? (without(removing.key)[0] ?? null) : null}
        onClose={() => setRemoving(null)}
        onDelete={(tab, names) =>
          studio.draft.edit(`Remove a tab of ${widget}`, (document) =>
            changeTabs(remove(document, names), widget, without(tab.key)),
          )
        }
        onMove={(tab, other) =>
          studio.draft.edit(`Remove a tab of ${widget}`, (document) =>
            mergeTab(document, widget, without(tab.key), tab.key, other.key),
          )
        }
      />
    </fieldset>
  );
}

interface RemoveTabProps {
  tab: Tab | null;
  inside: readonly string[];
  /** Where its widgets could go. */
  other: Tab | null;
  onClose: () => void;
  onDelete: (tab: Tab, names: readonly string[]) => void;
  onMove: (tab: Tab, other: Tab) => void;
}

/** Asks what is to become of the widgets in a tab that is removed. */
function RemoveTab({ tab, inside, other, onClose, onDelete, onMove }: RemoveTabProps) {
  const goes = other?.title || other?.key;
  return (
    <Dialog
      open={tab !== null}
      title={`Remove ${tab?.title || tab?.key}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="danger"
            data-testid="tab-delete-inside"
            onClick={() => {
              onClose();
              if (tab) onDelete(tab, inside);
            }}
          >
            Delete them
          </Button>
          <Button
            variant="primary"
            data-testid="tab-move-inside"
            onClick={() => {
              onClose();
              if (tab && other) onMove(tab, other);
            }}
          >
            Move them to {goes}
          </Button>
        </>
      }
    >
      <p>
        {count(inside.length, "widget")} {inside.length === 1 ? "stands" : "stand"} in it:{" "}
        <span class="mono">{inside.join(", ")}</span>.
      </p>
    </Dialog>
  );
}

function faultOfKey(key: string, current: string, taken: ReadonlySet<string>): string | null {
  if (key === current) return null;
  if (!KEY.test(key)) return "Use letters, digits and _, and start with a letter or _.";
  return taken.has(key) ? `"${key}" is taken. Choose another key.` : null;
}
