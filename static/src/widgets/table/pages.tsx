/** Which page of a table is shown, and the way to the others. */
import { ChevronFirst, ChevronLast, ChevronLeft, ChevronRight } from "lucide";
import { IconButton } from "../../ui/button";

export interface PagesProps {
  /** From 0. */
  page: number;
  pages: number;
  size: number;
  count: number;
  onPage: (page: number) => void;
}

export function Pages({ page, pages, size, count, onPage }: PagesProps) {
  const last = pages - 1;
  return (
    <nav class="t-pages" aria-label="Pages">
      <span class="faint num">
        {page * size + 1}–{Math.min(count, (page + 1) * size)} of {count.toLocaleString("en-US")}
      </span>
      <IconButton icon={ChevronFirst} label="First page" disabled={page === 0} onClick={() => onPage(0)} />
      <IconButton icon={ChevronLeft} label="Previous page" disabled={page === 0} onClick={() => onPage(page - 1)} />
      <span class="num" aria-current="page">
        {page + 1} / {pages}
      </span>
      <IconButton icon={ChevronRight} label="Next page" disabled={page >= last} onClick={() => onPage(page + 1)} />
      <IconButton icon={ChevronLast} label="Last page" disabled={page >= last} onClick={() => onPage(last)} />
    </nav>
  );
}
