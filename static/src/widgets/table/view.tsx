/** The table: formats, colours and flashes its newest rows. */
import { useEffect, useMemo, useRef } from "preact/hooks";
import { Card } from "../card";
import { asRows, asText } from "../data/rows";
import type { ViewProps } from "../view";
import { columnsOf } from "./cells";
import { createGrid, type Grid } from "./grid";

export default function TableView({ widget, values, errors, ready, emit }: ViewProps<"table">) {
  const { columns: specs, newest_first, limit, flash } = widget.properties;
  const { rows, fault } = asRows(values.data);
  const box = useRef<HTMLDivElement>(null);
  const grid = useRef<Grid | null>(null);
  const click = useRef(emit);
  click.current = emit;

  const shown = useMemo(() => {
    const newest = rows.slice(-limit);
    return newest_first ? newest.reverse() : newest;
  }, [rows, limit, newest_first]);
  const columns = columnsOf(specs, shown);
  // The table is made anew only when its columns are other ones, not with every update.
  const form =
    columns.map((column) => [column.key, column.title, column.format].join()).join("|") + JSON.stringify(specs);
  const any = ready && shown.length > 0;

  useEffect(() => {
    if (!any || !box.current) return;
    grid.current = createGrid(box.current, {
      rows: shown,
      columns,
      newestFirst: newest_first,
      flash,
      onRowClick: (row) => click.current("row_click", row),
    });
    return () => {
      grid.current?.destroy();
      grid.current = null;
    };
  }, [any, form, newest_first, flash]);
  useEffect(() => grid.current?.set(shown, columns), [shown]);

  const empty = any
    ? null
    : widget.properties.data.trim() === ""
      ? "Bind its rows, such as {{ query.messages }}."
      : "No rows yet. They appear here as they come.";
  return (
    <Card
      title={asText(values.title)}
      aside={any && newest_first && asText(values.title) ? "newest first" : null}
      errors={errors}
      ready={ready}
      empty={empty}
      fault={fault}
    >
      <div class="grid-box">
        <div ref={box} key={form} />
      </div>
    </Card>
  );
}
