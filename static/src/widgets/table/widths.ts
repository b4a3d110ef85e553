/** How wide a table's columns must be: figures and times are never cut; a long text is, and shown whole when pointed at. */
import type { TableColumn } from "./column";
import { breadthOf } from "./columns";

const EM_PX = 14; // the font has 13, and figures that are wider at that size than at a stat's
const NARROW_PX = 340; // below it the sheet halves the padding
const PADDING_PX = { narrow: 8, wide: 16 }; // of a cell, both sides
const TEXT_LEAST = 7; // em of a text or JSON that must be seen before the table scrolls sideways
const CUT: ReadonlySet<TableColumn["format"]> = new Set(["text", "json", "link", "tag"]);

/** By column, em: with thousandths of a second in its times, and without. */
export type Breadths = readonly { fine: number; coarse: number }[];

export interface Widths {
  /** Whether times have room for thousandths of a second. */
  fraction: boolean;
  /** By column: px it needs, and its share of what is left over; null: it takes just what it needs. */
  columns: { least: number; share: number | null }[];
}

/** What the rows need, and at least what earlier ones did, so that columns don't breathe. The same object when it is that. */
export function measure(
  columns: readonly TableColumn[],
  rows: readonly unknown[],
  now: number,
  before: Breadths = [],
): Breadths {
  const breadths = columns.map((column, index) => ({
    fine: Math.max(before[index]?.fine ?? 0, breadthOf(column, rows, now)),
    coarse: Math.max(before[index]?.coarse ?? 0, breadthOf(column, rows, now, false)),
  }));
  const same = breadths.every(
    ({ fine, coarse }, index) => fine === before[index]?.fine && coarse === before[index]?.coarse,
  );
  return same && before.length === breadths.length ? before : breadths;
}

/** For a table `room` px wide; `resized`: px by field, as the viewer wants them. Thousandths go first; when the rest is still too wide, the table scrolls sideways. */
export function widthsOf(
  columns: readonly TableColumn[],
  breadths: Breadths,
  room: number,
  resized: Readonly<Record<string, number>> = {},
): Widths {
  const padding = room <= NARROW_PX ? PADDING_PX.narrow : PADDING_PX.wide;
  const lay = (kind: "fine" | "coarse") =>
    columns.map((column, index) => {
      const fixed = resized[column.field] ?? column.width;
      if (fixed !== null) return { least: fixed, share: null };
      const breadth = breadths[index]?.[kind] ?? 0;
      const least = Math.ceil((CUT.has(column.format) ? Math.min(breadth, TEXT_LEAST) : breadth) * EM_PX) + padding;
      return { least, share: breadth + padding / EM_PX };
    });
  const fine = lay("fine");
  const fraction = fine.reduce((sum, column) => sum + column.least, 0) <= room;
  return { fraction, columns: fraction ? fine : lay("coarse") };
}

/** As a CSS grid's columns. */
export function tracksOf({ columns }: Widths): string {
  return columns
    .map(({ least, share }) => (share === null ? `${least}px` : `minmax(${least}px, ${share.toFixed(2)}fr)`))
    .join(" ");
}
