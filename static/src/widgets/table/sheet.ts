/**
 * A table at work: takes rows as often as they come, shows the newest as often as it can afford, and keeps what the
 * viewer has sorted, selected and scrolled to.
 */
import type { TableWidget } from "../../document";
import { type Id, type Keyed, Keys, NO_ROWS } from "../data/keys";
import type { RowOrigin } from "../view";
import { Body } from "./body";
import type { TableColumn } from "./column";
import { columnsOf, LOOK, sameColumns } from "./columns";
import { Order, type Wanted } from "./order";
import type { Resized } from "./resized";
import type { RowElement } from "./row";
import { all, type How, NOTHING, present, type Selection, sameIds, selected } from "./selection";
import { type Breadths, measure, tracksOf, widthsOf } from "./widths";

const LOAD = 4; // an update that took t ms is followed by a pause of at least 4 t: a table takes a fifth of the page's time
const PAUSE_LEAST_MS = 4; // a shorter one is no pause at all: the next rows are a frame away
const CHECK_PX = 32; // the column of check boxes
const FRESH_MAX = 100; // selected rows whose changes go to app code; of more, only which they are

export interface Input {
  /** Oldest first. */
  rows: readonly unknown[];
  origins: readonly RowOrigin[] | null;
  wanted: Wanted;
  /** From 0; of a table in pages. */
  page: number;
  /** px by field, of columns that the viewer has made wider or narrower. */
  resized: Resized;
}

/** What stands around the rows. */
export interface Frame {
  columns: readonly TableColumn[];
  /** CSS grid columns. */
  tracks: string;
  /** px below which it scrolls sideways. */
  least: number;
  total: number;
  matched: number;
  page: number;
  pages: number;
  selected: number;
}

export interface Active {
  id: Id;
  column: number;
}

export interface Ports {
  properties: TableWidget["properties"];
  onFrame(frame: Frame): void;
  /** `chosen`: by the viewer or a method; otherwise the same rows have new values. */
  onSelect(rows: unknown[], chosen: boolean): void;
}

export class Sheet {
  readonly body: Body;
  active: Active | null = null;
  #input: Input | null = null;
  #waiting = false;
  #held = false; // while a pointer is down, rows stay where they are, so that a click meets the row it aimed at
  #timer: ReturnType<typeof setTimeout> | undefined;
  #columns: readonly TableColumn[] = [];
  #breadths: Breadths = [];
  #keyed: Keyed = NO_ROWS;
  #order: Uint32Array = new Uint32Array();
  #frame: Frame | null = null;
  #selection: Selection = NOTHING;
  #told: readonly unknown[] = [];
  #sought: Id | null = null; // to be brought in sight once its page is shown
  #marked: Element | null = null; // the active cell
  readonly #keys: Keys;
  readonly #orders = new Order();

  constructor(
    scroller: HTMLElement,
    sheet: HTMLElement,
    head: HTMLElement,
    private readonly ports: Ports,
  ) {
    this.body = new Body(scroller, sheet, head);
    this.#keys = new Keys(ports.properties);
  }

  set(input: Input): void {
    const before = this.#input;
    this.#input = input;
    if (before && before.resized !== input.resized && before.rows === input.rows && !this.#waiting) {
      this.#show();
      return;
    }
    this.#waiting = true;
    // What the viewer asked for is done at once.
    const asked = before === null || before.wanted !== input.wanted || before.page !== input.page;
    if (asked) this.#apply();
    else this.#go();
  }

  hold(): void {
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    this.#go();
  }

  resized(): void {
    this.body.measure();
    this.#waiting = this.#input !== null;
    this.#go();
  }

  destroy(): void {
    clearTimeout(this.#timer);
    this.#input = null;
    this.#waiting = false;
  }

  get selectedCount(): number {
    return this.#selection.ids.size;
  }

  /** Brings a row in sight, if it is on the page shown. */
  reveal(id: Id): void {
    const position = this.body.positionOf(id);
    if (position >= 0) this.body.reveal(position);
    else this.#sought = id;
  }

  /** Ids in the order shown, on all pages. */
  get ids(): Id[] {
    return Array.from(this.#order, (place) => this.#keyed.ids[place] as Id);
  }

  isSelected(id: Id): boolean {
    return this.#selection.ids.has(id);
  }

  /** The id of the row a method names: by its key, or without one by its place in the data. */
  idOf(key: unknown): Id | null {
    const id = typeof key === "object" && key !== null ? JSON.stringify(key) : String(key);
    if (this.#keyed.places.has(id)) return id;
    return this.#keys.named ? null : (this.#keyed.ids[Number(key)] ?? null);
  }

  /** The page a row is on; -1: it isn't shown. */
  pageOf(id: Id): number {
    const place = this.#keyed.places.get(id);
    const position = place === undefined ? -1 : this.#order.indexOf(place);
    return position < 0 ? -1 : Math.floor(position / this.#size);
  }

  choose(id: Id, how: How): void {
    const { selection } = this.ports.properties;
    if (selection === "none") return;
    this.#select(selected(this.#selection, id, how, how === "range" ? this.ids : [], selection === "single"));
  }

  chooseAll(): void {
    if (this.ports.properties.selection === "multiple") this.#select(all(this.ids));
  }

  chooseNone(): void {
    this.#select(NOTHING);
  }

  /** What app code was told before this sheet was there; found again by key. */
  restore(rows: readonly unknown[]): void {
    if (rows.length === 0 || !this.#keys.named) return;
    const ids = new Keys(this.ports.properties).of(rows, null).ids.filter((id) => this.#keyed.places.has(id));
    this.#selection = { ids: new Set(ids), anchor: ids[0] ?? null };
    this.#told = this.#selectedRows();
    this.#show();
  }

  /** Marks the cell that the keyboard is at. */
  activate(active: Active | null, id: string): void {
    this.#mark("", null);
    this.active = active;
    this.#mark(id, active);
  }

  #mark(id: string, active: Active | null): void {
    this.#marked?.removeAttribute("id");
    this.#marked?.classList.remove("active");
    this.#marked = active ? (this.#cell(active) ?? null) : null;
    this.#marked?.setAttribute("id", id);
    this.#marked?.classList.add("active");
  }

  #cell({ id, column }: Active): Element | undefined {
    const row: RowElement | undefined = this.body.element(id);
    return row?.cells[column]?.element;
  }

  get #size(): number {
    const { paging, page_size } = this.ports.properties;
    return paging === "pages" ? page_size : Number.POSITIVE_INFINITY;
  }

  #select(next: Selection): void {
    if (sameIds(next, this.#selection)) {
      this.#selection = next;
      return;
    }
    this.#selection = next;
    this.#told = this.#selectedRows();
    this.ports.onSelect([...this.#told], true);
    this.#show();
  }

  #selectedRows(): unknown[] {
    const rows = this.#input?.rows ?? [];
    return [...this.#selection.ids].map((id) => rows[this.#keyed.places.get(id) ?? -1]);
  }

  #go(): void {
    if (!this.#waiting || this.#held || this.#timer !== undefined) return;
    this.#apply();
  }

  #apply(): void {
    const input = this.#input;
    if (!input) return;
    this.#waiting = false;
    const began = performance.now();
    this.#arrange(input);
    this.#show();
    const pause = LOAD * (performance.now() - began);
    if (pause < PAUSE_LEAST_MS) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#go();
    }, pause);
  }

  #arrange({ rows, origins, wanted }: Input): void {
    const now = Date.now();
    const newest = rows.slice(-LOOK).reverse();
    const from = origins?.slice(-LOOK).reverse() ?? null;
    const columns = columnsOf(this.ports.properties.columns, newest, from, this.#columns);
    if (!sameColumns(columns, this.#columns)) {
      const fields = (of: readonly TableColumn[]) => of.map(({ field, format }) => `${field} ${format}`).join();
      if (fields(columns) !== fields(this.#columns)) this.#breadths = [];
      this.#columns = columns;
    }
    this.#breadths = measure(this.#columns, newest, now, this.#breadths);
    this.#keyed = this.#keys.of(rows, origins);
    this.#order = this.#orders.of(rows, origins, this.#columns, wanted, now);
    this.#follow();
  }

  /** Selected rows that are gone are no longer selected; app code has those that changed as they are now. */
  #follow(): void {
    if (this.#selection.ids.size === 0) return;
    const next = present(this.#selection, this.#keyed.places);
    const isOther = next !== this.#selection;
    this.#selection = next;
    if (!isOther && next.ids.size > FRESH_MAX) return;
    const rows = this.#selectedRows();
    const changed = rows.some((row, index) => row !== this.#told[index] && !sameJson(row, this.#told[index]));
    this.#told = rows;
    if (isOther || changed) this.ports.onSelect([...rows], isOther);
  }

  #show(): void {
    const input = this.#input;
    if (!input) return;
    const { properties } = this.ports;
    const size = this.#size;
    const pages = Math.max(1, Math.ceil(this.#order.length / size));
    const page = Math.min(pages - 1, Math.max(0, input.page));
    const skipped = page === 0 ? 0 : page * size;
    const turned = page !== this.#frame?.page;
    const order = this.#order.subarray(skipped, Math.min(this.#order.length, skipped + size));
    const checkboxes = properties.selection === "multiple";
    const widths = widthsOf(
      this.#columns,
      this.#breadths,
      this.body.width - (checkboxes ? CHECK_PX : 0),
      input.resized,
    );
    const frame: Frame = {
      columns: this.#columns,
      tracks: `${checkboxes ? `${CHECK_PX}px ` : ""}${tracksOf(widths)}`,
      least: widths.columns.reduce((sum, { least }) => sum + least, checkboxes ? CHECK_PX : 0),
      total: input.rows.length,
      matched: this.#order.length,
      page,
      pages,
      selected: this.#selection.ids.size,
    };
    if (!this.#frame || !sameFrame(frame, this.#frame)) {
      this.#frame = frame;
      this.ports.onFrame(frame);
    }
    const { wanted } = input;
    this.body.show({
      rows: input.rows,
      origins: input.origins,
      keyed: this.#keyed,
      order,
      skipped,
      columns: this.#columns,
      fraction: widths.fraction,
      selection: this.#selection,
      selectable: properties.selection !== "none",
      checkboxes,
      flash: properties.flash,
      flashNew: properties.flash && !this.#keys.named,
      follows: !wanted.newestFirst && wanted.sort === null,
    });
    if (turned) this.body.toTop();
    if (this.#sought !== null) {
      const position = this.body.positionOf(this.#sought);
      if (position >= 0) this.body.reveal(position);
      this.#sought = null;
    }
    if (this.active && this.#marked && this.#cell(this.active) !== this.#marked)
      this.#mark(this.#marked.id, this.active);
  }
}

function sameFrame(a: Frame, b: Frame): boolean {
  return (Object.keys(a) as (keyof Frame)[]).every((key) => a[key] === b[key]);
}

function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
