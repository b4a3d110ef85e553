/** The pages of the app: which one is on the canvas, and what can be done with each. */
import { Ellipsis, EyeOff, File, Plus } from "lucide";
import { useState } from "preact/hooks";
import type { Page } from "../../document";
import { Button, Checkbox, Dialog, Field, Icon, IconButton, Menu, TextInput } from "../../ui";
import { faultOfName } from "../draft/naming";
import { changePage, movePage, PAGES_MAX, pageTitle, removePage, widgetsOn } from "../draft/pages";
import { count } from "../format";
import { type Studio, useStudio } from "../studio";

const TITLE_MAX = 80; // the schema's

export function Pages() {
  const studio = useStudio();
  const { pages } = studio.document.value;
  const [edited, setEdited] = useState<string | null>(null);
  const [leaving, setLeaving] = useState<string | null>(null);
  const one = (name: string | null) => pages.find((page) => page.name === name);
  return (
    <>
      <ul class="tree pages" aria-label="Pages">
        {pages.map((page, index) => {
          const on = page.name === studio.page.value;
          return (
            <li key={page.name} class={on ? "page-row on" : "page-row"}>
              <button
                type="button"
                class="row"
                aria-current={on ? "page" : undefined}
                data-testid={`page-${page.name}`}
                onClick={() => {
                  studio.select([]);
                  studio.showPage(page.name);
                }}
              >
                <Icon of={File} />
                <span class="row-name">{pageTitle(page)}</span>
                {page.hidden && (
                  <span class="faint" title="Not in the navigation">
                    <Icon of={EyeOff} />
                  </span>
                )}
              </button>
              <Menu
                label={`Actions of ${pageTitle(page)}`}
                icon={Ellipsis}
                items={[
                  { label: "Page settings", onSelect: () => setEdited(page.name) },
                  { label: "Move up", disabled: index === 0, onSelect: () => move(studio, page, -1) },
                  { label: "Move down", disabled: index === pages.length - 1, onSelect: () => move(studio, page, 1) },
                  {
                    label: "Delete",
                    danger: true,
                    disabled: pages.length === 1,
                    onSelect: () =>
                      widgetsOn(studio.document.peek(), page.name).length > 0
                        ? setLeaving(page.name)
                        : remove(studio, page.name),
                  },
                ]}
              />
            </li>
          );
        })}
      </ul>
      <PageSettings page={one(edited)} onClose={() => setEdited(null)} onRenamed={setEdited} />
      <DeletePage page={one(leaving)} onClose={() => setLeaving(null)} />
    </>
  );
}

export function AddPage() {
  const studio = useStudio();
  const full = studio.document.value.pages.length >= PAGES_MAX;
  return (
    <IconButton
      icon={Plus}
      label={full ? `An app has at most ${PAGES_MAX} pages` : "Add a page"}
      disabled={full}
      data-testid="add-page"
      onClick={() => studio.addPage()}
    />
  );
}

function PageSettings({
  page,
  onClose,
  onRenamed,
}: {
  page: Page | undefined;
  onClose: () => void;
  onRenamed: (name: string) => void;
}) {
  const studio = useStudio();
  const [name, setName] = useState<string | null>(null);
  if (!page) return null;
  const taken = new Set(studio.document.value.pages.map((one) => one.name));
  const fault = name === null ? null : faultOfName(name, page.name, taken);
  const change = (changes: Partial<Omit<Page, "name">>, what: string) =>
    studio.draft.edit(`${what} of page ${page.name}`, (document) => changePage(document, page.name, changes));
  const rename = () => {
    if (name === null || fault !== null || name === page.name) return;
    studio.renamePage(page.name, name);
    onRenamed(name);
    setName(null);
  };
  return (
    <Dialog
      open
      title="Page settings"
      onClose={() => {
        rename();
        setName(null);
        onClose();
      }}
    >
      <div class="form single">
        <Field label="Title" hint="As the navigation shows it; empty: the name">
          {(id) => (
            <TextInput
              id={id}
              value={page.title}
              maxLength={TITLE_MAX}
              data-testid="page-title"
              onInput={(title) => change({ title }, "Title")}
            />
          )}
        </Field>
        <Field label="Name" error={fault} hint={`In the address (?page=${page.name}) and in app code`}>
          {(id) => (
            <TextInput
              id={id}
              mono
              value={name ?? page.name}
              data-testid="page-name"
              onInput={setName}
              onBlur={rename}
            />
          )}
        </Field>
        <div class="field">
          <Checkbox
            checked={!page.hidden}
            label="In the navigation"
            onChange={(shown) => change({ hidden: !shown }, "Navigation")}
          />
          <p class="field-hint">Actions and app code lead to a hidden page all the same.</p>
        </div>
      </div>
    </Dialog>
  );
}

function DeletePage({ page, onClose }: { page: Page | undefined; onClose: () => void }) {
  const studio = useStudio();
  if (!page) return null;
  const widgets = widgetsOn(studio.document.value, page.name).length;
  return (
    <Dialog
      open
      title={`Delete ${pageTitle(page)}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="danger"
            data-testid="delete-page"
            onClick={() => {
              onClose();
              remove(studio, page.name);
            }}
          >
            Delete
          </Button>
        </>
      }
    >
      <p>{count(widgets, "widget")} on it and the handlers that lead to it go with it.</p>
    </Dialog>
  );
}

const move = (studio: Studio, page: Page, by: number): void =>
  studio.draft.edit(`Move page ${page.name}`, (document) => movePage(document, page.name, by));

function remove(studio: Studio, name: string): void {
  studio.select([]);
  studio.draft.edit(`Delete page ${name}`, (document) => removePage(document, name));
}
