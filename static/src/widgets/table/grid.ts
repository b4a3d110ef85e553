/** One Tabulator table: made once for its columns, given new rows, keeping its scroll position. */
import {
  type ColumnDefinition,
  FormatModule,
  InteractionModule,
  ResizeTableModule,
  SortModule,
  Tabulator,
} from "tabulator-tables";
import "tabulator-tables/dist/css/tabulator.min.css";
import "./table.css";
import { cellText, directionOf, type TableColumn } from "./cells";
import { FLASH_MS, type Flashes, flash } from "./flash";
import { measure, widthsOf } from "./widths";

Tabulator.registerModule([FormatModule, InteractionModule, ResizeTableModule, SortModule]);

const ROW_PX = 26; // and the line under it
const LOAD = 4; // an update that took t ms is followed by a pause of at least 4 t: a table takes a fifth of the page's time

/** `n`: position in the rows as bound; the rest are the raw values by column key. */
interface Entry {
  n: number;
  row: unknown;
  [key: string]: unknown;
}

export interface Grid {
  /** `rows` in the order shown; `columns` as they are by now, for the decimals and widths that they ask for. */
  set(rows: readonly unknown[], columns: readonly TableColumn[]): void;
  destroy(): void;
}

export interface GridOptions {
  /** The rows it begins with; they decide how wide the columns are. */
  rows: readonly unknown[];
  columns: readonly TableColumn[];
  newestFirst: boolean;
  flash: boolean;
  onRowClick: (row: unknown) => void;
}

export function createGrid(box: HTMLElement, options: GridOptions): Grid {
  let shown: readonly unknown[] = [];
  let waiting: readonly unknown[] | null = null; // only the newest rows wait (coalesce)
  let flashes: Flashes = [];
  let built = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let gone = false;
  let held = false; // while a pointer is down, rows stay where they are, so that a click meets the row it aimed at

  let { columns } = options;
  let breadths = measure(columns, options.rows, Date.now());
  let widths = widthsOf(columns, breadths, box.clientWidth);

  const table = new Tabulator(box, {
    height: "100%",
    layout: "fitColumns",
    rowHeight: ROW_PX,
    renderVerticalBuffer: ROW_PX * 8,
    columnDefaults: { headerSortTristate: true, vertAlign: "middle" },
    columns: definitions(),
  });
  table.on("tableBuilt", () => {
    built = true;
    apply();
  });
  waiting = options.rows;
  table.on("rowClick", (_, row) => options.onRowClick((row.getData() as Entry).row));

  function definitions(): ColumnDefinition[] {
    return columns.map((column, index) => ({
      title: column.title,
      field: column.key,
      hozAlign: column.format === "number" ? "right" : "left",
      headerHozAlign: column.format === "number" ? "right" : "left",
      widthGrow: widths.columns[index]?.share ?? 1,
      minWidth: widths.columns[index]?.least ?? 36,
      sorter: column.format === "number" ? "number" : "string",
      formatter: (cell) => paint(cell.getElement(), columns[index] ?? column, cell.getValue(), cell.getData() as Entry),
    }));
  }

  /** The columns again, when room or rows ask for other widths than before. */
  function refit() {
    if (!built || gone || box.clientWidth === 0) return;
    const next = widthsOf(columns, breadths, box.clientWidth);
    if (JSON.stringify(next) === JSON.stringify(widths)) return;
    widths = next;
    const sorters = table.getSorters().map(({ field, dir }) => ({ column: field, dir }));
    table.setColumns(definitions());
    if (sorters.length > 0) table.setSort(sorters);
  }

  function paint(element: HTMLElement, column: TableColumn, value: unknown, entry: Entry): string | HTMLElement {
    const now = Date.now();
    const direction = column.coloured ? directionOf(value) : null;
    if (direction) element.classList.add(direction);
    const lit = flashes[entry.n]?.[column.key];
    if (lit && now - lit.at < FLASH_MS) {
      element.classList.add("flash", `flash-${lit.direction}`);
      element.style.animationDelay = `${lit.at - now}ms`; // a redrawn cell goes on where it was
    }
    const text = document.createElement("span");
    if (column.format === "json") text.className = "mono";
    text.textContent = cellText(column, value, now, widths.fraction);
    text.title = widths.fraction ? text.textContent : cellText(column, value, now);
    return text;
  }

  function apply() {
    if (!built || gone || held || waiting === null || timer !== undefined) return;
    const rows = waiting;
    waiting = null;
    const began = performance.now();
    if (options.flash && options.newestFirst) flashes = flash(rows, shown, flashes, columns, Date.now());
    shown = rows;
    const grown = measure(columns, rows, Date.now(), breadths);
    if (grown !== breadths) {
      breadths = grown;
      refit();
    }
    const entries = rows.map((row, n) => {
      const entry: Entry = { n, row };
      for (const column of columns) entry[column.key] = column.read(row);
      return entry;
    });
    table.replaceData(entries).then(
      () => {
        if (gone) return;
        timer = setTimeout(
          () => {
            timer = undefined;
            apply();
          },
          LOAD * (performance.now() - began),
        );
      },
      (error: unknown) => console.error("The table could not show its rows.", error),
    );
  }

  const watch = new ResizeObserver(refit);
  watch.observe(box);

  const life = new AbortController();
  box.addEventListener(
    "pointerdown",
    () => {
      held = true;
    },
    { signal: life.signal },
  );
  for (const type of ["pointerup", "pointercancel"]) {
    addEventListener(
      type,
      () => {
        if (!held) return;
        // The click comes after this event.
        setTimeout(() => {
          held = false;
          apply();
        });
      },
      { signal: life.signal },
    );
  }

  return {
    set(rows, next) {
      waiting = rows;
      columns = next;
      apply();
    },
    destroy() {
      gone = true;
      life.abort();
      watch.disconnect();
      clearTimeout(timer);
      table.destroy();
    },
  };
}
