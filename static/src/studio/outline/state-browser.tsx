/** Every name app code can say, with its live value: found by a search, opened, copied, put into the field worked in. */
import { ClipboardCopy, Copy, TextCursorInput } from "lucide";
import { useRef, useState } from "preact/hooks";
import { EmptyState, IconButton, Skeleton, StatusDot, type StatusName, TextInput } from "../../ui";
import { lastField } from "../code/last-field";
import { useStudio } from "../studio";
import { stateRoots } from "./state-roots";
import { copyText, isCut, type Row, rowsOf } from "./state-rows";

const INDENT_PX = 14;
const FOUND_MS = 2_000; // a word of confirmation; nobody waits for it to go

export function StateBrowser() {
  const studio = useStudio();
  const { live } = studio;
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [search, setSearch] = useState("");
  const [current, setCurrent] = useState<string | null>(null);
  const tree = useRef<HTMLDivElement>(null);
  const roots = stateRoots(studio);
  if (!live.started.value && Object.keys(live.state.value).length === 0) return <Skeleton lines={5} />;
  if (roots.length === 0) {
    return <EmptyState text="Queries, states and inputs show their values here." />;
  }
  const { rows, left } = rowsOf(roots, toggled, search);
  const at = Math.max(
    0,
    rows.findIndex((row) => row.path === current),
  );
  const toggle = (path: string) => {
    const next = new Set(toggled);
    if (!next.delete(path)) next.add(path);
    setToggled(next);
  };
  const focus = (index: number) => {
    const row = rows[Math.max(0, Math.min(index, rows.length - 1))];
    if (!row) return;
    setCurrent(row.path);
    tree.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(row.path)}"]`)?.focus();
  };
  const keyed = (event: KeyboardEvent) => {
    const row = rows[at];
    if (!row || (event.target as HTMLElement).getAttribute("role") !== "treeitem") return;
    if (event.key === "ArrowDown") focus(at + 1);
    else if (event.key === "ArrowUp") focus(at - 1);
    else if (event.key === "Home") focus(0);
    else if (event.key === "End") focus(rows.length - 1);
    else if (event.key === "Enter" && row.open !== null) toggle(row.path);
    else if (event.key === "ArrowRight" && row.open === false) toggle(row.path);
    else if (event.key === "ArrowLeft" && row.open) toggle(row.path);
    else if (event.key === "ArrowLeft") focus(rows.findLastIndex((one, index) => index < at && one.depth < row.depth));
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div class="state-search">
        <TextInput
          type="search"
          aria-label="Search the state"
          placeholder="Search names and paths"
          value={search}
          data-testid="state-search"
          onInput={setSearch}
        />
      </div>
      {rows.length === 0 && <p class="tree-empty">Nothing is called “{search.trim()}”.</p>}
      <div class="tree mono state" role="tree" aria-label="State" ref={tree} onKeyDown={keyed}>
        {rows.map((row, index) => (
          <StateRow
            key={row.path}
            row={row}
            current={index === at}
            onFocus={() => setCurrent(row.path)}
            onToggle={() => toggle(row.path)}
          />
        ))}
      </div>
      {left > 0 && <p class="tree-empty">and {left.toLocaleString("en-US")} more rows: search to narrow them.</p>}
    </>
  );
}

interface StateRowProps {
  row: Row;
  /** The one that Tab leads to. */
  current: boolean;
  onFocus: () => void;
  onToggle: () => void;
}

function StateRow({ row, current, onFocus, onToggle }: StateRowProps) {
  const { path, key, depth, text, open, status, more } = row;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree takes the keys of all its rows
    <div
      class={`row ${more ? "more" : ""}`}
      style={{ paddingLeft: `${6 + depth * INDENT_PX}px` }}
      role="treeitem"
      aria-level={depth + 1}
      aria-expanded={open ?? undefined}
      aria-label={text ? `${key} ${text}` : key}
      tabIndex={current ? 0 : -1}
      data-path={path}
      onFocus={onFocus}
      onClick={open === null ? undefined : onToggle}
    >
      {status !== undefined && (
        <span class="query-dot" data-query={key} data-status={status}>
          <StatusDot status={status as StatusName} />
        </span>
      )}
      <span class={depth === 0 ? "row-name" : "row-key"}>{key}</span>{" "}
      <span class="v num" title={text}>
        {text}
      </span>
      {!more && <RowActions row={row} current={current} />}
    </div>
  );
}

function RowActions({ row: { path, value }, current }: { row: Row; current: boolean }) {
  const { toasts } = useStudio();
  const field = lastField.value;
  const copy = async (text: string, said: string) => {
    try {
      await navigator.clipboard.writeText(text);
      toasts.show(said, "success", FOUND_MS);
    } catch {
      toasts.show("The browser does not allow copying here.", "warning", FOUND_MS);
    }
  };
  const common = { tabIndex: current ? 0 : -1 };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what is pressed are the buttons in it; the row is not meant
    // biome-ignore lint/a11y/useKeyWithClickEvents: likewise
    <span class="row-actions" onClick={(event) => event.stopPropagation()}>
      {field && (
        <IconButton
          {...common}
          icon={TextCursorInput}
          label={`Insert ${path} into ${field.label}`}
          data-testid="state-insert"
          // The field keeps its caret.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => field.insert(path)}
        />
      )}
      <IconButton
        {...common}
        icon={Copy}
        label={`Copy the path ${path}`}
        data-testid="state-copy-path"
        onClick={() => void copy(path, `Copied ${path}`)}
      />
      <IconButton
        {...common}
        icon={ClipboardCopy}
        label={`Copy the value of ${path}`}
        data-testid="state-copy-value"
        onClick={() =>
          void copy(copyText(value), isCut(value) ? "Copied what is shown: the value is larger" : "Copied the value")
        }
      />
    </span>
  );
}
