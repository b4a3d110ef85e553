/** Any ECharts option, drawn in our colours. */
import { ChartPie, Table2 } from "lucide";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { IconButton } from "../../ui/button";
import { EmptyState } from "../../ui/empty";
import { Card, isFailing, NOTHING } from "../card";
import { asText } from "../data/rows";
import { useEvery, useFrame, useInView } from "../pace";
import type { ViewProps } from "../view";
import { type Chart, createChart } from "./chart";
import { guarded, isPlain, optionOf, type Plain } from "./guard";
import { NO_ITEMS } from "./items";
import { ItemTable } from "./table";
import "./echarts.css";

const RENEW_MS = 1_000; // of the table: what changes faster can't be read

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export default function ECharts({ widget, values, errors, ready, theme, state, emit, on }: ViewProps<"echarts">) {
  const { events } = widget;
  const { merge, option: bound } = widget.properties;
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart | null>(null);
  const [body, inView] = useInView();
  const given = useFrame(values.option, inView);
  const { option, fault } = useMemo(() => optionOf(given), [given]);
  const [refused, refuse] = useState<string | null>(null);
  const [told, tell] = useState(false); // app code has called setOption
  const asTable = state.get("view") === "table";
  const [drawn, draw] = useState(0); // counts what was drawn while its items are listed
  const listing = useRef(asTable);
  listing.current = asTable;
  const renewed = useEvery(drawn, RENEW_MS);
  const items = useMemo(() => (asTable && chart.current?.items()) || NO_ITEMS, [asTable, renewed]);
  const emitting = useRef(emit);
  emitting.current = emit;

  const attempt = (what: string, run: () => void) => {
    try {
      run();
      refuse(null);
    } catch (error) {
      refuse(`${what}: ${messageOf(error)}`);
    }
    if (listing.current) draw((count) => count + 1);
  };

  useLayoutEffect(() => {
    if (!box.current) return;
    chart.current = createChart(box.current, theme, (event, data) => emitting.current(event, data));
    return () => {
      chart.current?.destroy();
      chart.current = null;
    };
  }, [ready]);
  useLayoutEffect(() => {
    if (option) attempt("ECharts can't draw this option", () => chart.current?.set(option, merge));
  }, [option, merge, ready]);
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) chart.current?.retheme(theme);
    first.current = false;
  }, [theme]);

  useEffect(() => {
    const stops = [
      on("setOption", (next) => {
        const { option: more, fault: wrong } = optionOf(next);
        if (wrong) refuse(`setOption: ${wrong}`);
        if (!more) return;
        attempt("setOption", () => chart.current?.set(more, true));
        tell(true);
      }),
      on("dispatchAction", (action) => {
        if (isPlain(action)) attempt("dispatchAction", () => chart.current?.dispatch(guarded(action) as Plain));
        else refuse("dispatchAction: give it an object such as { type: 'highlight', seriesIndex: 0 }.");
      }),
      on("clear", () => {
        attempt("clear", () => chart.current?.clear());
        tell(false);
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [on]);

  const label = asText(values.title) || widget.name;
  const table = asTable && !fault && (option !== null || told);
  const empty =
    option || told ? null : bound.trim() === "" ? "Bind its option: {{ { series: [ … ] } }}." : "No option yet.";
  return (
    <Card
      title={asText(values.title)}
      action={
        ready &&
        (option !== null || told) && (
          <IconButton
            class="chart-switch"
            icon={asTable ? ChartPie : Table2}
            label={asTable ? "Show as a chart" : "Show as a table"}
            onClick={() => state.set("view", asTable ? "chart" : "table")}
          />
        )
      }
      errors={refused ? { ...errors, option: refused } : errors}
      ready={ready}
    >
      <div class={`echarts ${fault ? "faulty" : ""} ${table ? "as-table" : ""}`} ref={body}>
        <div class="echarts-box" ref={box} role="img" aria-label={label} />
        {table && (
          <div class="echarts-over">
            <ItemTable
              items={items}
              label={label}
              clickable={events.some(({ event }) => event === "click" || event === "double_click")}
              emit={emit}
            />
          </div>
        )}
        {(fault ?? empty) !== null && (
          <div class="echarts-over">
            <EmptyState tone={fault ? "fail" : "quiet"} text={fault ?? (isFailing(errors) ? NOTHING : empty)} />
          </div>
        )}
      </div>
    </Card>
  );
}
