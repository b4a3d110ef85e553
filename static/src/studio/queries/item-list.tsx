/** The list at the left of the bottom panel: folders, then queries with their state and rate, then other logic. */
import { Plus } from "lucide";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Menu, type MenuItem, PopMenu, TextInput } from "../../ui";
import type { Place } from "../../ui/pop-menu";
import { pressOf } from "../../ui/press";
import { useBeginning } from "../beginning";
import { faultsWithin } from "../draft/faults";
import { foldersOf, renameFolder } from "../draft/items";
import { type ItemKind, useStudio } from "../studio";
import { isClosed, setClosed } from "./collapsed";
import { FolderDialog } from "./folder-dialog";
import { FolderHead } from "./folder-head";
import { type Target, useItemDrag } from "./item-drag";
import { type Entry, entriesOf, isFull, KINDS } from "./item-kinds";
import { Line } from "./item-line";
import { folderMenu, itemMenu, moveItemBy } from "./item-menu";
import { Row } from "./item-row";

const FIRST = 20; // lines: more than the panel shows at once
const FILTER_FROM = 11; // items: fewer are found at a glance
const GROUPS: readonly { label: string; kinds: readonly ItemKind[] }[] = [
  { label: "", kinds: ["query", "javascript"] },
  { label: "Transformers", kinds: ["transformer"] },
  { label: "States", kinds: ["state"] },
  { label: "Data responders", kinds: ["responder"] },
];

export function ItemList() {
  const studio = useStudio();
  const document = studio.document.value;
  const item = studio.item.value;
  const app = studio.app.value.id;
  const [typed, setTyped] = useState("");
  const [renaming, setRenaming] = useState<string | null>(null);
  const [moving, setMoving] = useState<Entry | null>(null);
  const [menu, setMenu] = useState<{ of: string; place: Place; items: MenuItem[] } | null>(null);
  const drag = useItemDrag(studio);
  const list = useRef<HTMLDivElement>(null);
  const beginning = useBeginning(FIRST);
  const entries = entriesOf(document);
  const filter = entries.length >= FILTER_FROM ? typed.trim().toLowerCase() : "";
  const shown = entries.filter(({ name }) => name.toLowerCase().includes(filter));
  const keepFocus = useKeptFocus(list);

  const openMenu = (of: string, items: MenuItem[], at: Element | MouseEvent) => {
    if (at instanceof MouseEvent && (at.clientX > 0 || at.clientY > 0)) {
      setMenu({ of, items, place: { x: at.clientX, y: at.clientY } });
      return;
    }
    const anchor = at instanceof Element ? at : (at.currentTarget as Element);
    const { left, top, height } = anchor.getBoundingClientRect();
    setMenu({ of, items, place: { x: left, y: top, height } });
  };
  const itemsFor = (entry: Entry) =>
    itemMenu(studio, entry, { rename: () => setRenaming(entry.name), moveToFolder: () => setMoving(entry) });
  const line = (entry: Entry) => (
    <Line
      key={entry.name}
      entry={entry}
      target={drag.target}
      drag={drag.line(entry.name, entry.folder)}
      renaming={renaming === entry.name}
      onRenamed={() => {
        keepFocus(null);
        setRenaming(null);
      }}
      onMenu={(at) => openMenu(entry.name, itemsFor(entry), at)}
      onPress={(keys) => {
        if (keys === "alt+up" || keys === "alt+down") {
          keepFocus(entry.name);
          moveItemBy(studio, entry.name, keys === "alt+up" ? -1 : 1);
        } else if (keys === "f2") setRenaming(entry.name);
        else return false;
        return true;
      }}
    />
  );
  return (
    <nav class="items" aria-label="Queries and states">
      <div class="panel-h" {...drag.folder("")}>
        <h2>Queries</h2>
        <Menu
          label="New query, state or transformer"
          icon={Plus}
          items={KINDS.map(({ kind, label, icon, most }) => {
            const full = isFull(document, kind);
            return {
              label: full ? `${label} (${most} is the most)` : label,
              icon,
              disabled: full,
              onSelect: () => {
                if (kind === "query") studio.item.value = { kind: "new_query" };
                else studio.addItem(kind);
              },
            };
          })}
        />
      </div>
      {entries.length >= FILTER_FROM && (
        <div class="item-filter">
          <TextInput
            aria-label="Filter the list"
            placeholder="Filter"
            value={typed}
            data-testid="item-filter"
            onInput={setTyped}
          />
        </div>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys go from line to line, each a button */}
      <div class="scroll" ref={list} onKeyDown={walk}>
        {foldersOf(document).map((folder) => {
          const inside = shown.filter((entry) => entry.folder === folder);
          if (inside.length === 0) return null;
          const open = filter !== "" || !isClosed(app, folder);
          return (
            <div
              key={`folder ${folder}`}
              {...drag.folder(folder)}
              class={isInto(drag.target, folder) ? "drop-into" : ""}
            >
              <FolderHead
                name={folder}
                open={open}
                count={inside.length}
                renaming={renaming === `folder ${folder}`}
                onToggle={() => setClosed(app, folder, open)}
                onRenamed={(to) => {
                  setRenaming(null);
                  if (to) studio.draft.edit(`Rename ${folder} to ${to}`, (now) => renameFolder(now, folder, to));
                }}
                onMenu={(at) =>
                  openMenu(
                    folder,
                    folderMenu(studio, folder, () => setRenaming(`folder ${folder}`)),
                    at,
                  )
                }
              />
              {open && <div class="tree in-folder">{inside.map(line)}</div>}
            </div>
          );
        })}
        {GROUPS.map(({ label, kinds }) => {
          const inside = shown.filter((entry) => entry.folder === "" && kinds.includes(entry.kind));
          if (label !== "" && inside.length === 0) return null;
          return (
            <Group key={label} label={label} drop={drag.folder("")}>
              {beginning(inside).map(line)}
              {label === "" && !entries.some(({ kind }) => kinds.includes(kind)) && (
                <p class="tree-empty">No queries yet.</p>
              )}
              {label === "" && filter !== "" && shown.length === 0 && <p class="tree-empty">Nothing is called so.</p>}
            </Group>
          );
        })}
        {filter === "" && (
          <Group label="Script">
            <Row
              name="startup"
              chosen={item?.kind === "startup"}
              wrong={faultsWithin(studio.draft.faults.value, "scripts").length > 0}
              beside={document.scripts.startup ? "JS" : "empty"}
              onClick={() => {
                studio.item.value = { kind: "startup" };
              }}
            />
          </Group>
        )}
      </div>
      {menu && <PopMenu label={menu.of} place={menu.place} items={menu.items} onClose={() => setMenu(null)} />}
      {moving && <FolderDialog name={moving.name} folder={moving.folder} onClose={() => setMoving(null)} />}
    </nav>
  );
}

const isInto = (target: Target | null, folder: string): boolean =>
  target !== null && "folder" in target && target.folder === folder;

/** Arrow keys go from line to line. */
function walk(event: KeyboardEvent): void {
  const step = { down: 1, up: -1 }[pressOf(event)];
  if (!step || !(event.target instanceof HTMLButtonElement)) return;
  const lines = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>("button.row, button.folder-name")];
  const at = lines.indexOf(event.target);
  if (at < 0) return;
  event.preventDefault();
  lines[Math.min(lines.length - 1, Math.max(0, at + step))]?.focus();
}

/** A line that is moved in the page loses the focus: it gets it back. */
function useKeptFocus(list: { current: HTMLElement | null }): (name: string | null) => void {
  const name = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (name.current === null) return;
    list.current?.querySelector<HTMLElement>(`[data-testid="item-${CSS.escape(name.current)}"]`)?.focus();
    name.current = null;
  });
  return (next) => {
    name.current = next;
  };
}

/** A part of the list. */
function Group({ label, drop, children }: { label: string; drop?: object; children: ComponentChildren }) {
  return (
    <div {...drop}>
      {label !== "" && (
        <div class="tree-head">
          <h3 class="sect">{label}</h3>
        </div>
      )}
      <div class="tree">{children}</div>
    </div>
  );
}
