/** ECharts' items as a table: for those who can't see the canvas, or use the keyboard. Rows are clicked as items are. */
import { useId, useState } from "preact/hooks";
import { EmptyState } from "../../ui/empty";
import { formatNumber } from "../data/number";
import "../chart/chart.css"; // the same table as a chart's
import type { Items } from "./items";
import "../data/chart-table.css";

const PAGE = 10; // rows that Page Up and Page Down go by

export interface TableProps {
  items: Items;
  label: string;
  /** Whether a handler waits for clicks: only then rows are gone over by keys. */
  clickable: boolean;
  emit: (event: "click" | "double_click", data: unknown) => void;
}

export function ItemTable({ items: { shown, total }, label, clickable, emit }: TableProps) {
  const id = useId();
  const [active, setActive] = useState(0);
  const last = shown.length - 1;
  const here = Math.min(active, last);
  if (shown.length === 0) return <EmptyState text="It draws nothing that could be listed." />;

  const go = (to: number) => {
    const next = Math.min(last, Math.max(0, to));
    setActive(next);
    document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: "nearest" });
  };
  const pressed = (event: KeyboardEvent) => {
    const steps: Record<string, number> = {
      ArrowDown: here + 1,
      ArrowUp: here - 1,
      PageDown: here + PAGE,
      PageUp: here - PAGE,
      Home: 0,
      End: last,
    };
    const to = steps[event.key];
    if (to !== undefined) go(to);
    else if (event.key === "Enter") emit(event.shiftKey ? "double_click" : "click", shown[here]?.data);
    else return;
    event.preventDefault();
  };
  const grid = clickable
    ? { role: "grid" as const, "aria-activedescendant": `${id}-${here}`, onKeyDown: pressed, class: "clickable" }
    : {};
  return (
    <div class="chart-table">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <table tabIndex={0} aria-label={label} {...grid}>
        <thead>
          <tr>
            <th scope="col">Series</th>
            <th scope="col">Name</th>
            <th scope="col" class="value">
              Value
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ series, name, value, data }, index) => (
            <tr
              key={index}
              id={`${id}-${index}`}
              aria-selected={clickable ? index === here : undefined}
              onClick={() => {
                setActive(index);
                emit("click", data);
              }}
              onDblClick={() => emit("double_click", data)}
            >
              <td>{series}</td>
              <th scope="row">{name}</th>
              <td class="value">{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {total > shown.length && (
        <p class="faint">
          The first {formatNumber(shown.length)} of {formatNumber(total)}.
        </p>
      )}
    </div>
  );
}
