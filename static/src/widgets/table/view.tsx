/** The table: sorts, filters, selects and lights up rows as they come. */
// biome-ignore-all lint/a11y/useSemanticElements: only the rows in sight are in the document, which a table can't tell
import { useMemo, useState } from "preact/hooks";
import { Button } from "../../ui/button";
import { EmptyState } from "../../ui/empty";
import { TextInput } from "../../ui/field";
import { lazily } from "../../ui/lazily";
import { Card } from "../card";
import { asRows, asText } from "../data/rows";
import type { ViewProps } from "../view";
import { Header } from "./header";
import "./table.css";
import { useSheet } from "./use-sheet";

const Pages = lazily(() => import("./pages").then((module) => module.Pages));

export default function TableView(props: ViewProps<"table">) {
  const { widget, values, errors, ready, state } = props;
  const { properties } = widget;
  const { limit, paging, page_size: size, selection } = properties;
  const { rows: bound, fault } = asRows(values.data);
  const over = bound.length > limit;
  const rows = useMemo(() => (over ? bound.slice(-limit) : bound), [values.data, limit]);
  const origins = useMemo(
    () => (over && props.origins ? props.origins.slice(-limit) : props.origins),
    [props.origins, over, limit],
  );
  const used = useSheet(props, rows, origins);
  const [near, setNear] = useState(false); // what only somebody at the table needs is drawn then
  const { scroller, head, body, sheet, frame, wanted, setSort, setFilters, setPage, resized } = used;
  const { sort, search, filters } = wanted;

  const sortBy = (field: string) => {
    const dir = sort?.field !== field ? "asc" : sort.dir === "asc" ? "desc" : null;
    setSort(dir && { field, dir });
  };
  const seek = (text: string) => {
    state.set("search", text);
    setPage(0);
  };
  const showAll = () => {
    setFilters({});
    seek("");
  };

  const title = asText(values.title);
  const narrowed = search.trim() !== "" || Object.values(filters).some((text) => text.trim() !== "");
  const aside = narrowed
    ? `${frame.matched} of ${frame.total}`
    : title && wanted.newestFirst && !sort && !properties.key
      ? "newest first"
      : null;
  return (
    <Card
      title={title}
      aside={rows.length > 0 ? aside : null}
      errors={errors}
      ready={ready}
      empty={rows.length > 0 ? null : emptyText(props)}
      fault={fault}
    >
      {(properties.search || search !== "") && (
        <TextInput
          type="search"
          class="t-search"
          value={search}
          placeholder="Search"
          aria-label={`Search ${title || widget.name}`}
          onInput={seek}
        />
      )}
      <div
        ref={scroller}
        class={`t-grid ${selection === "none" ? "" : "selectable"} ${frame.matched === 0 ? "bare" : ""}`}
        role="grid"
        tabIndex={0}
        onPointerEnter={() => setNear(true)}
        onFocusCapture={() => setNear(true)}
        aria-label={title || widget.name}
        aria-rowcount={frame.matched + 1}
        aria-multiselectable={selection === "multiple" || undefined}
        style={{ "--tracks": frame.tracks, "--least": `${frame.least}px` }}
      >
        <div ref={head} class="t-top" role="rowgroup">
          <Header
            columns={frame.columns}
            sort={sort}
            onSort={sortBy}
            filters={properties.filters ? filters : null}
            onFilter={(field, text) => {
              setFilters({ ...filters, [field]: text });
              setPage(0);
            }}
            all={
              selection === "multiple"
                ? {
                    checked: frame.matched > 0 && frame.selected >= frame.matched,
                    onChange: () =>
                      frame.selected >= frame.matched ? sheet.current?.chooseNone() : sheet.current?.chooseAll(),
                  }
                : null
            }
            edges={props.mode === "view" && near ? { resized, onResize: used.resizeTo, onFit: used.fit } : null}
          />
        </div>
        <div ref={body} class="t-rows" role="rowgroup" />
      </div>
      {frame.matched === 0 && frame.total > 0 && (
        <EmptyState text="No row matches." action={<Button onClick={showAll}>Show all</Button>} />
      )}
      {paging === "pages" && frame.matched > 0 && (
        <Pages page={frame.page} pages={frame.pages} size={size} count={frame.matched} onPage={setPage} />
      )}
    </Card>
  );
}

function emptyText({ widget, values }: ViewProps<"table">): string {
  const { source, data } = widget.properties;
  if (source === null && data.trim() === "")
    return "Bind its rows to a query, or to a list such as {{ query.messages }}.";
  return asText(values.empty_text) || "No rows yet. They appear here as they come.";
}
