/** One row in the document. An element that has scrolled out of sight is given to another row. */

import type { Id } from "../data/keys";
import type { RowOrigin } from "../view";
import type { TableColumn } from "./column";
import { type Cell, createCell, directionBetween, type Moment } from "./paint";
import type { Direction } from "./text";

export const ROW_PX = 27; // 26 and the line under it
const AGAIN_MS = 250; // a cell lit for less isn't lit again: what changes all the time glows instead of flickering

/** What a row is drawn from. */
export interface Drawn {
  id: Id;
  row: unknown;
  origin: RowOrigin | undefined;
  /** Where it stands among the rows shown. */
  position: number;
  isSelected: boolean;
}

export class RowElement {
  readonly element = document.createElement("div");
  id: Id | null = null;
  row: unknown;
  origin: RowOrigin | undefined;
  readonly cells: readonly Cell[];
  readonly #box: HTMLInputElement | null;
  readonly #lit: { direction: Direction; at: number }[] = []; // by column: the last flash
  #position = -1;
  #isSelected = false;

  constructor(
    private readonly columns: readonly TableColumn[],
    { checkboxes, selectable }: { checkboxes: boolean; selectable: boolean },
  ) {
    this.element.className = "t-row";
    this.element.setAttribute("role", "row");
    if (selectable) this.element.setAttribute("aria-selected", "false");
    this.#box = checkboxes ? checkbox() : null;
    if (this.#box) this.element.append(inCell(this.#box));
    this.cells = columns.map(createCell);
    this.element.append(...this.cells.map((cell) => cell.element));
  }

  /** `first`: of the row at position 0, what assistive technology counts it as. */
  draw(drawn: Drawn, first: number, flashes: boolean, moment: Moment): void {
    const { position, isSelected } = drawn;
    const same = this.id === drawn.id;
    if (!same) for (let index = 0; index < this.#lit.length; index++) this.#dim(index);
    if (position !== this.#position) {
      this.element.style.transform = `translateY(${position * ROW_PX}px)`;
      this.element.setAttribute("aria-rowindex", String(first + position));
      this.#position = position;
    }
    if (isSelected !== this.#isSelected) {
      this.#isSelected = isSelected;
      this.element.classList.toggle("on", isSelected);
      this.element.setAttribute("aria-selected", String(isSelected));
      if (this.#box) this.#box.checked = isSelected;
    }
    // Rows that come as deltas are the same objects until they change.
    if (same && this.row === drawn.row && typeof drawn.row === "object") return;
    this.id = drawn.id;
    this.row = drawn.row;
    this.origin = drawn.origin;
    for (let index = 0; index < this.cells.length; index++) {
      const column = this.columns[index] as TableColumn;
      const way = (this.cells[index] as Cell).set(column.read(drawn.row, drawn.origin), moment);
      if (flashes && same && way) this.#flash(index, way, moment.now);
    }
  }

  /** Lights up as a step from an older row, in these columns. */
  flashFrom(older: unknown, columns: readonly number[], now: number): void {
    for (const index of columns) {
      const column = this.columns[index] as TableColumn;
      const way = directionBetween(column.read(older), column.read(this.row, this.origin));
      if (way) this.#flash(index, way, now);
    }
  }

  #flash(index: number, direction: Direction, now: number): void {
    const before = this.#lit[index];
    if (before && before.direction === direction && now - before.at < AGAIN_MS) return;
    const { classList } = (this.cells[index] as Cell).element;
    // An animation starts again only under another name: each flash takes the other of two.
    const isSecond = classList.contains("flash-1");
    classList.remove("flash-1", "flash-2", "flash-up", "flash-down");
    classList.add(isSecond ? "flash-2" : "flash-1", `flash-${direction}`);
    this.#lit[index] = { direction, at: now };
  }

  #dim(index: number): void {
    if (!this.#lit[index]) return;
    (this.cells[index] as Cell).element.classList.remove("flash-1", "flash-2", "flash-up", "flash-down");
    delete this.#lit[index];
  }
}

function checkbox(): HTMLInputElement {
  const box = document.createElement("input");
  box.type = "checkbox";
  box.tabIndex = -1; // the grid is one stop; Space selects its row
  box.setAttribute("aria-label", "Select this row");
  return box;
}

function inCell(content: HTMLElement): HTMLElement {
  const cell = document.createElement("div");
  cell.setAttribute("role", "gridcell");
  cell.className = "t-cell parts t-check";
  cell.append(content);
  return cell;
}
