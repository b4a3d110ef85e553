/** The chart: shapes its rows, keeps one plot, and says in its heading what is under the pointer. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Card } from "../card";
import { decimalsInSight, formatNumber } from "../data/number";
import { headingOf } from "../data/path";
import { asRows, asText } from "../data/rows";
import { formatMoment, formatSpan } from "../data/time";
import type { ViewProps } from "../view";
import { SERIES_COLOURS } from "./colours";
import { createPlot, type Plot, type Shape } from "./plot";
import { type Candles, type Lines, middleStep, shapeCandles, shapeLines } from "./shape";

export default function Chart({ widget, values, errors, ready, theme }: ViewProps<"chart">) {
  const { kind, x, series, limit, open, high, low, close, volume } = widget.properties;
  const { rows, fault } = asRows(values.data);
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | null>(null);
  const [hover, setHover] = useState<number | null>(null);

  const shape = useMemo<Shape>(
    () =>
      kind === "candlestick"
        ? { kind, candles: shapeCandles(rows, { x, open, high, low, close, volume }, limit) }
        : { kind: "line", lines: shapeLines(rows, x, series, limit) },
    [rows, widget.properties],
  );
  const count = shape.kind === "line" ? shape.lines.xs.length : shape.candles.xs.length;
  // What uPlot fixes when it is made; another one means another plot.
  const form = shape.kind === "line" ? `line ${shape.lines.timed} ${shape.lines.names.join("\n")}` : "candlestick";
  const shown = ready && count > 0;

  useEffect(() => {
    if (!shown || !box.current) return;
    plot.current = createPlot(box.current, shape, setHover);
    return () => {
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shown, form]);
  useEffect(() => plot.current?.set(shape), [shape]);
  useEffect(() => plot.current?.recolour(), [theme]);

  const empty =
    count > 0
      ? null
      : widget.properties.data.trim() === ""
        ? "Bind its rows, such as {{ query.messages }}."
        : rows.length > 0
          ? `None of the ${rows.length} rows has numbers in the chart's fields. Check the field paths.`
          : "No rows yet. They are drawn as they come.";
  return (
    <Card
      title={asText(values.title)}
      aside={shown ? aside(shape, hover) : null}
      errors={errors}
      ready={ready}
      empty={empty}
      fault={fault}
    >
      {shape.kind === "line" && shape.lines.names.length > 1 && <Legend lines={shape.lines} at={hover} />}
      <div class="plot" ref={box} />
    </Card>
  );
}

function aside(shape: Shape, hover: number | null): string {
  const xs = shape.kind === "line" ? shape.lines.xs : shape.candles.xs;
  const timed = shape.kind === "line" ? shape.lines.timed : shape.candles.timed;
  if (hover !== null && hover < xs.length) {
    const at = xs[hover] as number;
    const when = timed ? `${formatMoment(at, Date.now(), false)} · ` : "";
    if (shape.kind === "candlestick") return when + candleText(shape.candles, hover);
    if (shape.lines.names.length > 1) return when.replace(/ · $/, "");
    const column = shape.lines.ys[0] ?? [];
    return when + formatNumber(column[hover] ?? Number.NaN, decimalsInSight(column));
  }
  const step = timed && shape.kind === "candlestick" ? middleStep(xs) : Number.NaN;
  return Number.isFinite(step) && step >= 1_000 ? `${formatSpan(step)} · last ${xs.length}` : `last ${xs.length}`;
}

function candleText(candles: Candles, at: number): string {
  const decimals = decimalsInSight(candles.close);
  const part = (letter: string, column: readonly number[]) =>
    `${letter} ${formatNumber(column[at] as number, decimals)}`;
  return [part("O", candles.open), part("H", candles.high), part("L", candles.low), part("C", candles.close)].join(
    "  ",
  );
}

/** Each series with its colour and its value: under the pointer, or the last one. */
function Legend({ lines, at }: { lines: Lines; at: number | null }) {
  return (
    <div class="legend">
      {lines.names.map((name, index) => {
        const column = lines.ys[index] ?? [];
        const value = column[at ?? column.length - 1] ?? Number.NaN;
        return (
          <span key={name}>
            <i style={{ background: `var(--c${(index % SERIES_COLOURS) + 1})` }} />
            {headingOf(name)} <b class="num">{formatNumber(value, decimalsInSight(column))}</b>
          </span>
        );
      })}
    </div>
  );
}
