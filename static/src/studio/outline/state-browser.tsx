/** Every name app code can say, with its live value: found by a search, opened, copied, put into the field worked in. */
import { useCallback, useRef, useState } from "preact/hooks";
import { EmptyState, Skeleton, TextInput } from "../../ui";
import { useStudio } from "../studio";
import { stateRoots } from "./state-roots";
import { StateRow } from "./state-row";
import { rowsOf } from "./state-rows";

export function StateBrowser() {
  const studio = useStudio();
  const { live } = studio;
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [search, setSearch] = useState("");
  const [current, setCurrent] = useState<string | null>(null);
  const [pointed, setPointed] = useState<string | null>(null);
  const tree = useRef<HTMLDivElement>(null);
  // The same functions each time: a row is drawn anew only when something of it is another.
  const toggle = useCallback((path: string) => {
    setToggled((before) => {
      const next = new Set(before);
      if (!next.delete(path)) next.add(path);
      return next;
    });
  }, []);
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
          placeholder="Name or path"
          value={search}
          data-testid="state-search"
          onInput={setSearch}
        />
      </div>
      {rows.length === 0 && <p class="tree-empty">Nothing is called “{search.trim()}”.</p>}
      <div
        class="tree mono state"
        role="tree"
        aria-label="State"
        ref={tree}
        onKeyDown={keyed}
        onPointerLeave={() => setPointed(null)}
      >
        {rows.map((row, index) => (
          <StateRow
            key={row.path}
            row={row}
            current={index === at}
            pointed={row.path === pointed}
            onFocus={setCurrent}
            onPoint={setPointed}
            onToggle={toggle}
          />
        ))}
      </div>
      {left > 0 && <p class="tree-empty">and {left.toLocaleString("en-US")} more rows: search to narrow them.</p>}
    </>
  );
}
