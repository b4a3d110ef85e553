/** The widths that a viewer has given the columns of a table, by field: kept as long as the page, also when the view goes. */
import { useState } from "preact/hooks";

export type Resized = Readonly<Record<string, number>>;

export const LEAST_PX = 32; // room for a figure or two, and for taking hold of the edge again
const TABLES_MAX = 200; // the widgets of a document; of more (a document edited for long) the oldest go
const FIT_MAX_PX = 600; // what is longer is shown whole when pointed at
const SPARE_PX = 2; // widths are rounded

const kept = new Map<string, Resized>();

/** Of the table of that name. */
export function useResized(name: string): [Resized, (next: Resized) => void] {
  const [resized, set] = useState<Resized>(kept.get(name) ?? {});
  const keep = (next: Resized) => {
    kept.delete(name);
    kept.set(name, next);
    if (kept.size > TABLES_MAX) kept.delete(kept.keys().next().value as string);
    set(next);
  };
  return [resized, keep];
}

/** One column is so wide now. Those before it stay as they are, so that its edge is where the viewer took hold of it. */
export function resize(before: Resized, heads: readonly HTMLElement[], field: string, px: number): Resized {
  const next: Record<string, number> = { ...before };
  for (const head of heads) {
    const other = head.dataset.field as string;
    if (other === field) break;
    next[other] ??= head.offsetWidth;
  }
  next[field] = px;
  return next;
}

/** px that a heading and the cells under it need to be seen whole. */
export function fitting(head: HTMLElement, cells: readonly HTMLElement[], least: number): number {
  const needed = [head, ...cells].map((cell) => {
    const { paddingLeft, paddingRight } = getComputedStyle(cell);
    return contentOf(cell) + Number.parseFloat(paddingLeft) + Number.parseFloat(paddingRight) + SPARE_PX;
  });
  return Math.min(FIT_MAX_PX, Math.max(least, Math.ceil(Math.max(...needed))));
}

/** What a cell's parts are wide, cut or not. */
function contentOf(cell: HTMLElement): number {
  const gap = Number.parseFloat(getComputedStyle(cell).columnGap) || 0;
  const parts = ([...cell.children] as HTMLElement[]).filter((part) => part.getAttribute("role") !== "separator");
  const texts = parts.map((part) =>
    part.tagName === "BUTTON" ? contentOf(part) : part.scrollWidth || part.clientWidth,
  );
  return texts.reduce((sum, px) => sum + px, Math.max(0, parts.length - 1) * gap);
}
