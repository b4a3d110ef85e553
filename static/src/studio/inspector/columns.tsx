/** A table's columns: one line each, opened to be set. */
import { ArrowDown, ArrowUp, Plus, X } from "lucide";
import { useState } from "preact/hooks";
import type { Fault } from "../../api/http";
import type { Column } from "../../document";
import { Button, IconButton } from "../../ui";
import { faultsWithin } from "../draft/faults";
import { ColumnFields } from "./column-fields";

const COLUMNS_MAX = 50; // the document's
const BLANK: Column = {
  field: "",
  title: "",
  format: "auto",
  decimals: null,
  unit: "",
  coloured: false,
  align: "auto",
  width: null,
  sortable: true,
  hidden: false,
};

interface ColumnsProps {
  label: string;
  hint?: string;
  columns: readonly Column[];
  faults: readonly Fault[];
  path: string;
  onChange: (columns: Column[]) => void;
}

export function Columns({ label, hint, columns, faults, path, onChange }: ColumnsProps) {
  const [open, setOpen] = useState<number | null>(null);
  const set = (index: number, changes: Partial<Column>) =>
    onChange(columns.map((column, at) => (at === index ? { ...column, ...changes } : column)));
  const add = () => {
    onChange([...columns, BLANK]);
    setOpen(columns.length);
  };
  const move = (index: number, step: 1 | -1) => {
    const moved = [...columns];
    const [column] = moved.splice(index, 1);
    if (column) moved.splice(index + step, 0, column);
    onChange(moved);
    setOpen(index + step);
  };
  return (
    <fieldset class="field list" aria-label={label}>
      {columns.map((column, index) => {
        const own = `${path}[${index}]`;
        return (
          <div key={index} class={open === index ? "column on" : "column"}>
            <button
              type="button"
              class="row"
              aria-expanded={open === index}
              onClick={() => setOpen(open === index ? null : index)}
            >
              <span class="row-name">{column.title || column.field || "New column"}</span>
              {faultsWithin(faults, own).length > 0 && <i class="dot fail" />}
              <span class="v mono">{summary(column)}</span>
            </button>
            {open === index && (
              <div class="form nested">
                <ColumnFields column={column} faults={faults} path={own} onChange={(changes) => set(index, changes)} />
                <div class="nested-end">
                  <IconButton icon={ArrowUp} label="Move up" disabled={index === 0} onClick={() => move(index, -1)} />
                  <IconButton
                    icon={ArrowDown}
                    label="Move down"
                    disabled={index === columns.length - 1}
                    onClick={() => move(index, 1)}
                  />
                  <IconButton
                    icon={X}
                    label="Remove column"
                    onClick={() => {
                      onChange(columns.filter((_, at) => at !== index));
                      setOpen(null);
                    }}
                  />
                </div>
              </div>
            )}
          </div>
        );
      })}
      <Button class="list-add" variant="ghost" icon={Plus} disabled={columns.length >= COLUMNS_MAX} onClick={add}>
        Add a column
      </Button>
      {columns.length === 0 && hint && <p class="field-hint">{hint}</p>}
    </fieldset>
  );
}

function summary(column: Column): string {
  const parts: string[] = [column.format];
  if (column.decimals !== null) parts.push(String(column.decimals));
  if (column.unit) parts.push(column.unit);
  if (column.coloured) parts.push("coloured");
  if (column.hidden) parts.push("hidden");
  return parts.join(" · ");
}
