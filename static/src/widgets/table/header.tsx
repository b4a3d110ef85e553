/** A table's heading: what sorts it, and the fields to filter by. */
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid is one stop; its cells are reached by arrow keys
// biome-ignore-all lint/a11y/useSemanticElements: only the rows in sight are in the document, which a table can't tell
import { ArrowDown, ArrowUp } from "lucide";
import { Icon } from "../../ui/icon";
import { lazily } from "../../ui/lazily";
import type { TableColumn } from "./column";
import type { Sort } from "./order";
import type { Resized } from "./resized";
import { testOf } from "./terms";

/** Fetched when somebody comes near: most viewers only look. */
const Edge = lazily(() => import("./edge").then((module) => module.Edge));

export interface HeaderProps {
  columns: readonly TableColumn[];
  sort: Sort | null;
  onSort: (field: string) => void;
  /** null: no fields to filter by. */
  filters: Readonly<Record<string, string>> | null;
  onFilter: (field: string, text: string) => void;
  /** null: no check boxes. */
  all: { checked: boolean; onChange: () => void } | null;
  /** null: the columns stay as wide as they are. */
  edges: { resized: Resized; onResize: (field: string, px: number) => void; onFit: (field: string) => void } | null;
}

export function Header({ columns, sort, onSort, filters, onFilter, all, edges }: HeaderProps) {
  return (
    <>
      <div role="row" class="t-heads" aria-rowindex={1}>
        {all && (
          <div role="columnheader" class="t-cell parts t-check">
            <input type="checkbox" aria-label="Select all rows" checked={all.checked} onChange={all.onChange} />
          </div>
        )}
        {columns.map((column) => (
          <Heading key={column.field} column={column} sort={sort} onSort={onSort} edges={edges} />
        ))}
      </div>
      {filters && (
        <div role="row" class="t-filters">
          {all && <div role="gridcell" />}
          {columns.map((column) => (
            <Filter
              key={column.field}
              column={column}
              text={filters[column.field] ?? ""}
              onInput={(text) => onFilter(column.field, text)}
            />
          ))}
        </div>
      )}
    </>
  );
}

type HeadingProps = { column: TableColumn } & Pick<HeaderProps, "sort" | "onSort" | "edges">;

function Heading({ column, sort, onSort, edges }: HeadingProps) {
  const { field, title, align, sortable } = column;
  const dir = sort?.field === field ? sort.dir : null;
  return (
    <div
      role="columnheader"
      class={`t-head ${align}`}
      data-field={field}
      aria-label={title}
      aria-sort={sortable ? (dir === null ? "none" : dir === "asc" ? "ascending" : "descending") : undefined}
    >
      {sortable ? (
        <button type="button" title={title} onClick={() => onSort(field)}>
          <span>{title}</span>
          {dir && <Icon of={dir === "asc" ? ArrowUp : ArrowDown} size={12} />}
        </button>
      ) : (
        <span title={title}>{title}</span>
      )}
      {edges && (
        <Edge
          title={title}
          px={edges.resized[field]}
          onResize={(px) => edges.onResize(field, px)}
          onFit={() => edges.onFit(field)}
        />
      )}
    </div>
  );
}

function Filter({ column, text, onInput }: { column: TableColumn; text: string; onInput: (text: string) => void }) {
  const { fault } = testOf(text, column, 0);
  const figures = column.align === "right";
  return (
    <div role="gridcell">
      {column.format !== "image" && (
        <input
          class="input"
          type="text"
          spellcheck={false}
          autocomplete="off"
          value={text}
          placeholder={figures ? ">0" : "contains"}
          title={fault ?? "A text it contains, or >5, <=3, =x, !=x"}
          aria-label={`Filter ${column.title}`}
          aria-invalid={fault !== null || undefined}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </div>
  );
}
