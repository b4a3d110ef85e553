/** The rows in sight: elements that keep to their row while it moves, and are reused when it is gone. */

import type { Id, Keyed } from "../data/keys";
import type { RowOrigin } from "../view";
import type { TableColumn } from "./column";
import { ROW_PX, RowElement } from "./row";
import type { Selection } from "./selection";

const AHEAD = 6; // rows kept on either side, so that scrolling shows no hole
const END_PX = 2; // nearer than that is at the end

export interface Shown {
  rows: readonly unknown[];
  origins: readonly RowOrigin[] | null;
  keyed: Keyed;
  /** Places in `rows`, in the order shown: a page of them, or all. */
  order: Uint32Array;
  /** How many rows stand before them, on other pages. */
  skipped: number;
  columns: readonly TableColumn[];
  fraction: boolean;
  selection: Selection;
  selectable: boolean;
  checkboxes: boolean;
  /** Rows that changed light up. */
  flash: boolean;
  /** New rows light up too, as steps from the ones before them. */
  flashNew: boolean;
  /** At its end, it stays there as rows come. */
  follows: boolean;
}

export class Body {
  #shown: Shown | null = null;
  #form = ""; // what the elements were made for
  #elements = new Map<Id, RowElement>();
  #free: RowElement[] = []; // bounded: as many as were in sight at once
  #top = 0;
  #headPx = 0;
  #roomPx = 0;
  /** Of the rows, in px: as measured last, since asking while rows are drawn has the browser lay out the page. */
  width = 0;

  /** `sheet` stands in `scroller`, under a heading `head` that stays in sight. */
  constructor(
    private readonly scroller: HTMLElement,
    private readonly sheet: HTMLElement,
    private readonly head: HTMLElement,
  ) {
    this.measure();
  }

  /** After a change of size. */
  measure(): void {
    this.#headPx = this.head.offsetHeight;
    this.#roomPx = Math.max(0, this.scroller.clientHeight - this.#headPx);
    this.width = this.scroller.clientWidth;
  }

  /** After scrolling. */
  scrolled(): void {
    this.#top = this.scroller.scrollTop;
    this.#paint(null);
  }

  show(next: Shown): void {
    const before = this.#shown;
    const form = JSON.stringify([next.columns, next.fraction, next.checkboxes, next.selectable]);
    if (form !== this.#form) this.#clear();
    this.#form = form;
    const atEnd = this.#top > 0 && this.#top + this.#roomPx >= this.#height(before) - END_PX;
    const shift = before && this.#top > 0 && before.skipped === next.skipped ? this.#shift(before, next) : 0;
    this.#shown = next;
    if (this.#height(before) !== this.#height(next)) this.sheet.style.height = `${this.#height(next)}px`;
    const top = next.follows && atEnd ? this.#height(next) - this.#roomPx : this.#top + shift * ROW_PX;
    this.#scroll(top);
    this.#paint(before && next.flashNew ? before.keyed : null);
  }

  /** The position of a row among those shown; -1: it isn't. */
  positionOf(id: Id): number {
    const place = this.#shown?.keyed.places.get(id);
    return place === undefined || !this.#shown ? -1 : this.#shown.order.indexOf(place);
  }

  idAt(position: number): Id | null {
    const place = this.#shown?.order[position];
    return place === undefined ? null : (this.#shown?.keyed.ids[place] ?? null);
  }

  get count(): number {
    return this.#shown?.order.length ?? 0;
  }

  /** Whole rows in sight. */
  get fits(): number {
    return Math.max(1, Math.floor(this.#roomPx / ROW_PX));
  }

  get first(): number {
    return Math.min(this.count - 1, Math.ceil(this.#top / ROW_PX));
  }

  /** The cells of a column that are in the document. */
  cells(column: number): HTMLElement[] {
    return [...this.#elements.values()].flatMap(({ cells }) => cells[column]?.element ?? []);
  }

  element(id: Id): RowElement | undefined {
    return this.#elements.get(id);
  }

  /** The row that an element of the document belongs to, and its column. */
  find(target: Element): { row: RowElement; column: number } | null {
    const cell = target.closest(".t-cell");
    for (const row of this.#elements.values()) {
      if (!row.element.contains(target)) continue;
      return { row, column: row.cells.findIndex(({ element }) => element === cell) };
    }
    return null;
  }

  toTop(): void {
    this.#scroll(0);
    this.#paint(null);
  }

  /** Scrolls as little as needed. */
  reveal(position: number): void {
    const y = position * ROW_PX;
    if (y < this.#top) this.#scroll(y);
    else if (y + ROW_PX > this.#top + this.#roomPx) this.#scroll(y + ROW_PX - this.#roomPx);
    this.#paint(null);
  }

  /** By how many rows those in sight have moved, the middle one of them: rows that came in above push nothing away. */
  #shift(before: Shown, next: Shown): number {
    if (before.order === next.order) return 0;
    const from = Math.floor(this.#top / ROW_PX);
    const wanted = new Map<number, number>(); // place now → position before
    for (let position = from; position < from + this.fits; position++) {
      const place = before.order[position];
      const id = place === undefined ? undefined : before.keyed.ids[place];
      const now = id === undefined ? undefined : next.keyed.places.get(id);
      if (now !== undefined) wanted.set(now, position);
    }
    const moves: number[] = [];
    for (let position = 0; position < next.order.length && moves.length < wanted.size; position++) {
      const was = wanted.get(next.order[position] as number);
      if (was !== undefined) moves.push(position - was);
    }
    return moves.sort((a, b) => a - b)[Math.floor(moves.length / 2)] ?? 0;
  }

  #height(shown: Shown | null): number {
    return (shown?.order.length ?? 0) * ROW_PX;
  }

  #scroll(top: number): void {
    const most = Math.max(0, this.#height(this.#shown) - this.#roomPx);
    const next = Math.min(most, Math.max(0, top));
    if (Math.abs(next - this.#top) < 0.5) return;
    this.scroller.scrollTop = next;
    this.#top = next;
  }

  /** `before`: what was there before an update whose new rows light up. */
  #paint(before: Keyed | null): void {
    const shown = this.#shown;
    if (!shown) return;
    const { rows, origins, keyed, order, columns } = shown;
    const first = Math.max(0, Math.floor(this.#top / ROW_PX) - AHEAD);
    const last = Math.min(order.length, Math.ceil((this.#top + this.#roomPx) / ROW_PX) + AHEAD);
    const moment = { now: Date.now(), fraction: shown.fraction };
    const seen = new Set<Id>();
    for (let position = first; position < last; position++) seen.add(keyed.ids[order[position] as number] as Id);
    for (const [id, element] of this.#elements) {
      if (seen.has(id)) continue;
      this.#elements.delete(id);
      this.#free.push(element);
    }
    const lit = before && before.places.size > 0 ? litColumns(columns) : [];
    // When everything in sight is new, it is another list and no news.
    const news = lit.length > 0 && [...seen].some((id) => before?.places.has(id));
    for (let position = first; position < last; position++) {
      const place = order[position] as number;
      const id = keyed.ids[place] as Id;
      const element = this.#elements.get(id) ?? this.#take(id);
      element.draw(
        {
          id,
          row: rows[place],
          origin: origins?.[place],
          position,
          isSelected: shown.selection.ids.has(id),
        },
        2 + shown.skipped,
        shown.flash,
        moment,
      );
      if (news && place > 0 && !before?.places.has(id)) element.flashFrom(rows[place - 1], lit, moment.now);
    }
    for (const { element } of this.#free) element.remove();
  }

  #take(id: Id): RowElement {
    const shown = this.#shown as Shown;
    const element = this.#free.pop() ?? new RowElement(shown.columns, shown);
    this.#elements.set(id, element);
    if (!element.element.isConnected) this.sheet.append(element.element);
    return element;
  }

  #clear(): void {
    this.sheet.replaceChildren();
    this.#elements.clear();
    this.#free = [];
  }
}

/** The coloured figures, else the first figure: what of a new row lights up. */
function litColumns(columns: readonly TableColumn[]): number[] {
  const figures = columns.flatMap(({ format }, index) => (format === "number" || format === "percent" ? [index] : []));
  const coloured = figures.filter((index) => columns[index]?.coloured);
  return coloured.length > 0 ? coloured : figures.slice(0, 1);
}
