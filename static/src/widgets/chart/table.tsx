/** The chart's numbers as a table, newest first: for those who can't see the chart, or want the figures. */
import { decimalsInSight, formatNumber } from "../data/number";
import { useEvery } from "../pace";
import type { Shape } from "./shape";
import { placeText, type Writing } from "./words";
import "../data/chart-table.css";

const ROWS_MAX = 1_000; // newest; nobody reads more, and the page must stay quick
const RENEW_MS = 1_000; // what changes faster can't be read

const HEADINGS: Record<Shape["x"], string> = { time: "Time", number: "x", text: "Name", row: "Row" };

export function ChartTable({ shape, writing, label }: { shape: Shape; writing: Writing; label: string }) {
  const shown = useEvery(shape, RENEW_MS);
  const count = shown.xs.length;
  const points = Array.from({ length: Math.min(count, ROWS_MAX) }, (_, index) => count - 1 - index);
  const fine = shown.x === "time" && shown.xs.some((at) => at % 1_000 !== 0);
  const decimals = shown.series.map(({ ys }) => writing.decimals ?? decimalsInSight(ys));
  const unit = writing.unit === "" ? "" : ` (${writing.unit})`;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a section would be one more landmark, and a fieldset has no fields
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <div class="chart-table" tabIndex={0} role="group" aria-label={label}>
      <table>
        <thead>
          <tr>
            <th scope="col">{HEADINGS[shown.x]}</th>
            {shown.series.map(({ name }) => (
              <th scope="col" class="value" key={name}>
                {name}
                {unit}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.map((point) => (
            <tr key={point}>
              <th scope="row">{placeText(shown, point, fine)}</th>
              {shown.series.map(({ name, ys }, index) => (
                <td key={name} class="value">
                  {formatNumber(ys[point] ?? Number.NaN, decimals[index])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {count > ROWS_MAX && (
        <p class="faint">
          The newest {ROWS_MAX} of {formatNumber(count)}.
        </p>
      )}
    </div>
  );
}
