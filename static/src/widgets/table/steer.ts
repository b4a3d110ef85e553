/** What the viewer's pointer and keys do in a table's rows. Returns what lets go of the listeners. */

import type { Id } from "../data/keys";
import type { RowOrigin } from "../view";
import type { Active, Sheet } from "./sheet";

export interface Steering {
  sheet: Sheet;
  scroller: HTMLElement;
  /** The rows' own element, without the heading. */
  rows: HTMLElement;
  /** What the active cell is called in the document. */
  activeId: string;
  /** Rows stay put so long after a click, for the second one of a double click. */
  secondClickMs: number;
  onRow(event: "row_click" | "row_double_click", row: unknown): void;
  onCell(row: unknown, origin: RowOrigin | undefined, column: number): void;
  openUrl(url: string): void;
}

export function steer(steering: Steering): () => void {
  const { sheet, scroller, rows, secondClickMs, onRow, onCell } = steering;
  const life = new AbortController();
  const { signal } = life;
  let second: ReturnType<typeof setTimeout> | undefined;
  let down = false;

  const move = (active: Active | null) => {
    sheet.activate(active, steering.activeId);
    if (active) scroller.setAttribute("aria-activedescendant", steering.activeId);
    else scroller.removeAttribute("aria-activedescendant");
  };

  const clicked = (event: MouseEvent) => {
    const target = event.target as Element;
    const found = sheet.body.find(target);
    const id = found?.row.id;
    if (!found || id === null || id === undefined) return;
    scroller.focus({ preventScroll: true });
    const link = target.closest("a[href]");
    if (link) {
      event.preventDefault();
      steering.openUrl(link.getAttribute("href") ?? "");
      return;
    }
    if (target.closest(".t-check")) {
      event.preventDefault(); // the box shows what is selected, not what it was told
      setTimeout(() => sheet.choose(id, event.shiftKey ? "range" : "toggle"));
      return;
    }
    move({ id, column: Math.max(0, found.column) });
    sheet.choose(id, event.shiftKey ? "range" : event.ctrlKey || event.metaKey ? "toggle" : "only");
    onRow("row_click", found.row.row);
    if (found.column >= 0) onCell(found.row.row, found.row.origin, found.column);
  };

  rows.addEventListener("click", clicked, { signal });
  rows.addEventListener(
    "dblclick",
    (event) => {
      const target = event.target as Element;
      const found = target.closest("a[href], .t-check") ? null : sheet.body.find(target);
      if (found) onRow("row_double_click", found.row.row);
    },
    { signal },
  );
  // Shift and a click choose rows here, not their text.
  rows.addEventListener("mousedown", (event) => event.shiftKey && event.preventDefault(), { signal });
  rows.addEventListener("pointerover", (event) => explain(event.target as Element), { signal });
  scroller.addEventListener("scroll", () => sheet.body.scrolled(), { signal, passive: true });
  scroller.addEventListener("keydown", (event) => pressed(event, steering, move), { signal });
  scroller.addEventListener(
    "focus",
    () => {
      const first = sheet.body.idAt(sheet.body.first);
      const known = sheet.active && sheet.body.positionOf(sheet.active.id) >= 0;
      if (!known && first !== null) move({ id: first, column: 0 });
    },
    { signal },
  );
  rows.addEventListener(
    "pointerdown",
    () => {
      clearTimeout(second);
      down = true;
      sheet.hold();
    },
    { signal },
  );
  for (const type of ["pointerup", "pointercancel"]) {
    addEventListener(
      type,
      () => {
        if (!down) return;
        down = false;
        second = setTimeout(() => sheet.release(), type === "pointerup" ? secondClickMs : 0); // the click comes later
      },
      { signal },
    );
  }
  return () => {
    clearTimeout(second);
    life.abort();
  };
}

/** A cell whose text is cut tells it whole when pointed at. */
function explain(target: Element): void {
  const cell = target.closest<HTMLElement>(".t-cell");
  const text = cell?.querySelector("span, a");
  if (!cell || !text) return;
  cell.title = text.scrollWidth > text.clientWidth ? (text.textContent ?? "") : "";
}

function pressed(event: KeyboardEvent, steering: Steering, move: (active: Active) => void): void {
  const { sheet, scroller, onRow, onCell } = steering;
  const { body } = sheet;
  if (event.target !== scroller || event.altKey) return;
  const here = sheet.active ? body.positionOf(sheet.active.id) : -1;
  const column = sheet.active?.column ?? 0;
  const rows: Record<string, number> = {
    ArrowDown: here + 1,
    ArrowUp: here - 1,
    PageDown: here + body.fits,
    PageUp: here - body.fits,
    Home: 0,
    End: body.count - 1,
  };
  const to = rows[event.key];
  const chord = event.ctrlKey || event.metaKey;
  if (to !== undefined && body.count > 0) {
    const position = Math.min(body.count - 1, Math.max(0, to));
    body.reveal(position);
    const id = body.idAt(position) as Id;
    move({ id, column });
    if (event.shiftKey) sheet.choose(id, "range");
  } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
    if (!sheet.active) return;
    const cells = body.element(sheet.active.id)?.cells.length ?? 1;
    const next = Math.min(cells - 1, Math.max(0, column + (event.key === "ArrowLeft" ? -1 : 1)));
    move({ id: sheet.active.id, column: next });
    body.element(sheet.active.id)?.cells[next]?.element.scrollIntoView({ block: "nearest", inline: "nearest" });
  } else if (event.key === "a" && chord) sheet.chooseAll();
  else if (event.key === "Escape") sheet.chooseNone();
  else if ((event.key === " " || event.key === "Enter") && sheet.active && here >= 0) {
    body.reveal(here);
    const row = body.element(sheet.active.id);
    if (!row) return;
    if (event.key === " ") sheet.choose(sheet.active.id, "toggle");
    else {
      const link = row.cells[column]?.element.querySelector("a[href]");
      if (link) steering.openUrl(link.getAttribute("href") ?? "");
      else {
        sheet.choose(sheet.active.id, "only");
        onRow("row_click", row.row);
        onCell(row.row, row.origin, column);
      }
    }
  } else return;
  event.preventDefault();
}
