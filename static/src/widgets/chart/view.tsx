/** The chart: its rows as lines, areas, bars, points or candles, or as a table of the same numbers. */
import { ChartLine, Table2 } from "lucide";
import { useMemo, useState } from "preact/hooks";
import { IconButton } from "../../ui/button";
import { lazily } from "../../ui/lazily";
import { Card } from "../card";
import { asRows, asText } from "../data/rows";
import { useEvery, useFrame, useInView } from "../pace";
import type { ViewProps } from "../view";
import { ChartCanvas } from "./canvas";
import { boundsOf, drawingOf } from "./drawing";
import { Legend } from "./legend";
import type { Spot } from "./plot";
import { EMPTY, isCandles, type Properties, type Shape, Shaper } from "./shape";
import { asideText, summary } from "./words";
import "./chart.css";

const ChartTable = lazily(() => import("./table").then((module) => module.ChartTable));

const SUMMARY_MS = 2_000; // a summary that changes faster can't be listened to

export default function Chart(props: ViewProps<"chart">) {
  const { widget, values, origins, errors, ready, theme, mode, state, emit } = props;
  const { properties, events } = widget;
  const { kind } = properties;
  const [body, inView] = useInView();
  const newest = useMemo(() => ({ data: values.data, origins }), [values.data, origins]);
  const given = useFrame(newest, inView);
  const { rows, fault } = asRows(given.data);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [hover, setHover] = useState<number | null>(null);

  const shaper = useMemo(() => new Shaper(properties), [properties]);
  const shape = useMemo(
    () =>
      rows.length === 0 ? EMPTY : shaper.shape(rows, given.origins?.length === rows.length ? given.origins : null),
    [shaper, given],
  );
  const shown = useMemo<Shape>(
    () => (isCandles(kind) ? shape : { ...shape, series: shape.series.filter(({ name }) => !hidden.has(name)) }),
    [shape, hidden],
  );
  const bounds = boundsOf(values.y_min, values.y_max);
  const { low, high } = bounds;
  const drawing = useMemo(() => drawingOf(properties, shown, { low, high }), [properties, shown, low, high]);
  const writing = { unit: asText(values.unit), decimals: properties.decimals };

  const count = shape.xs.length;
  const title = asText(values.title);
  const told = useEvery(shown, SUMMARY_MS);
  const label = useMemo(() => `${title || widget.name}. ${summary(kind, told, writing)}`, [title, told, writing.unit]);
  const asTable = state.get("view") === "table";
  const click = ({ point, series }: Spot) => {
    const { name = "", ys = [] } = shown.series[series] ?? {};
    const x = shown.x === "text" ? shown.labels[shown.xs[point] as number] : shown.xs[point];
    const place = shape.series.findIndex((other) => other.name === name);
    emit("point_click", { row: shaper.rowOf(shape, point, place) ?? null, series: name, x, y: ys[point] });
  };
  const toggle = (name: string) => {
    const next = new Set(
      [...hidden].filter((other) => other !== name && shape.series.some((one) => one.name === other)),
    );
    if (!hidden.has(name)) next.add(name);
    setHidden(next);
  };
  return (
    <Card
      title={title}
      aside={ready && count > 0 ? asideText(kind, shown, asTable ? null : hover, writing) : null}
      action={
        ready &&
        count > 0 && (
          <IconButton
            class="chart-switch"
            icon={asTable ? ChartLine : Table2}
            label={asTable ? "Show as a chart" : "Show as a table"}
            onClick={() => state.set("view", asTable ? "chart" : "table")}
          />
        )
      }
      errors={bounds.fault ? { ...errors, y_max: bounds.fault } : errors}
      ready={ready}
      empty={count > 0 ? null : emptyText(properties, rows.length)}
      fault={fault}
    >
      <div class="chart-body" ref={body}>
        {properties.legend && !asTable && !isCandles(kind) && shape.series.length > 1 && (
          <Legend shape={shape} hidden={hidden} at={hover} writing={writing} toggle={toggle} />
        )}
        {asTable ? (
          <ChartTable shape={shape} writing={writing} label={title || widget.name} />
        ) : (
          <ChartCanvas
            drawing={drawing}
            theme={theme}
            writing={writing}
            label={label}
            live={mode === "view"}
            clickable={events.some(({ event }) => event === "point_click")}
            hover={setHover}
            click={click}
          />
        )}
      </div>
    </Card>
  );
}

function emptyText({ source, data }: Properties, rows: number): string {
  if (source === null && data.trim() === "") return "Choose the queries whose messages it draws, or bind its rows.";
  if (rows > 0) return `None of the ${rows} rows has numbers in the chart's fields. Check the field paths.`;
  return "No rows yet. They are drawn as they come.";
}
