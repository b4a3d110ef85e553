/** A view's sheet: made when there are rows, given the newest, and told what app code calls. */
import type { RefObject } from "preact";
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { asText } from "../data/rows";
import type { RowOrigin, ViewProps } from "../view";
import type { Sort, Wanted } from "./order";
import { fitting, LEAST_PX, type Resized, resize, useResized } from "./resized";
import { type Frame, Sheet } from "./sheet";
import { steer } from "./steer";

const SECOND_CLICK_MS = 400; // what systems take for a double click
const FIRST: Frame = { columns: [], tracks: "", least: 0, total: 0, matched: 0, page: 0, pages: 1, selected: 0 };

export interface SheetInUse {
  scroller: RefObject<HTMLDivElement | null>;
  head: RefObject<HTMLDivElement | null>;
  body: RefObject<HTMLDivElement | null>;
  sheet: RefObject<Sheet | null>;
  frame: Frame;
  wanted: Wanted;
  setSort: (sort: Sort | null) => void;
  setFilters: (filters: Readonly<Record<string, string>>) => void;
  setPage: (page: number) => void;
  resized: Resized;
  /** A column becomes so wide. */
  resizeTo: (field: string, px: number) => void;
  /** A column becomes as wide as what is in sight of it. */
  fit: (field: string) => void;
}

/** `rows`: oldest first, no more than the widget's limit. */
export function useSheet(
  props: ViewProps<"table">,
  rows: readonly unknown[],
  origins: readonly RowOrigin[] | null,
): SheetInUse {
  const { widget, ready, state, on } = props;
  const { properties } = widget;
  const search = asText(state.get("search"));
  const [sort, setSort] = useState<Sort | null>(null);
  const [filters, setFilters] = useState<Readonly<Record<string, string>>>({});
  const [page, setPage] = useState(0);
  const [resized, setResized] = useResized(widget.name);
  const [frame, setFrame] = useState(FIRST);
  const newestFirst = properties.newest_first;
  const wanted = useMemo(() => ({ newestFirst, sort, search, filters }), [newestFirst, sort, search, filters]);
  const scroller = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const sheet = useRef<Sheet>(null);
  const activeId = useId();
  const current = useRef({ props, frame });
  current.current = { props, frame };
  const any = ready && rows.length > 0;
  const had = useRef(false);

  useLayoutEffect(() => {
    if (!any || !scroller.current || !head.current || !body.current) return;
    const told = (chosen: unknown[], isChoice: boolean) => {
      const { state, emit } = current.current.props;
      state.set("selectedRows", chosen);
      state.set("selectedRow", chosen[0] ?? null);
      if (isChoice) emit("selection_change", chosen);
    };
    const made = new Sheet(scroller.current, body.current, head.current, {
      properties,
      onFrame: setFrame,
      onSelect: told,
    });
    sheet.current = made;
    const letGo = steer({
      sheet: made,
      scroller: scroller.current,
      rows: body.current,
      activeId,
      secondClickMs: widget.events.some(({ event }) => event === "row_double_click") ? SECOND_CLICK_MS : 0,
      onRow: (event, row) => current.current.props.emit(event, row),
      onCell: (row, origin, index) => {
        const { props, frame } = current.current;
        const column = frame.columns[index];
        if (column) props.emit("cell_click", { row, field: column.field, value: column.read(row, origin) ?? null });
      },
      openUrl: (url) => current.current.props.openUrl(url),
    });
    const watch = new ResizeObserver(() => made.resized());
    watch.observe(scroller.current);
    watch.observe(head.current);
    made.set({ rows, origins, wanted, page, resized });
    const kept = state.get("selectedRows");
    if (had.current === false && Array.isArray(kept)) made.restore(kept);
    had.current = true;
    return () => {
      sheet.current = null;
      watch.disconnect();
      letGo();
      if (made.selectedCount > 0 && current.current.props.ready) told([], true); // its rows are gone
      made.destroy();
    };
  }, [any]);
  useLayoutEffect(
    () => sheet.current?.set({ rows, origins, wanted, page, resized }),
    [rows, origins, wanted, page, resized],
  );
  const heads = () => [...(head.current?.querySelectorAll<HTMLElement>(".t-head") ?? [])];
  const resizeTo = (field: string, px: number) => setResized(resize(resized, heads(), field, px));
  const fit = (field: string) => {
    const all = heads();
    const column = all.findIndex(({ dataset }) => dataset.field === field);
    const cells = sheet.current?.body.cells(column) ?? [];
    if (column >= 0) resizeTo(field, fitting(all[column] as HTMLElement, cells, LEAST_PX));
  };

  useEffect(() => {
    const methods: Record<string, (...args: unknown[]) => void> = {
      selectRow: (key) => {
        const id = sheet.current?.idOf(key);
        if (id !== null && id !== undefined) sheet.current?.choose(id, "only");
      },
      clearSelection: () => sheet.current?.chooseNone(),
      setPage: (number) => setPage(Math.max(0, Math.floor(Number(number) || 1) - 1)),
      setSort: (field, dir) => {
        const { frame, props } = current.current;
        const name = field === undefined || field === null ? "" : String(field);
        const column = frame.columns.find((one) => one.field === name || one.title === name);
        if (column) setSort({ field: column.field, dir: dir === "desc" ? "desc" : "asc" });
        else if (name === "") setSort(null);
        else props.notify(`${props.widget.name}.setSort: there is no column ${name}.`);
      },
      scrollToRow: (key) => {
        const id = sheet.current?.idOf(key);
        if (id === null || id === undefined || !sheet.current) return;
        const to = sheet.current.pageOf(id);
        if (to < 0) return;
        if (properties.paging === "pages") setPage(to);
        sheet.current.reveal(id);
      },
    };
    const stops = Object.entries(methods).map(([method, run]) => on(method, run));
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  return { scroller, head, body, sheet, frame, wanted, setSort, setFilters, setPage, resized, resizeTo, fit };
}
