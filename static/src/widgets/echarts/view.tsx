/** Any ECharts option, drawn in our colours. */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { EmptyState } from "../../ui";
import { Card } from "../card";
import { asText } from "../data/rows";
import { useFrame, useInView } from "../pace";
import type { ViewProps } from "../view";
import { type Chart, createChart } from "./chart";
import { guarded, isPlain, optionOf, type Plain } from "./guard";
import "./echarts.css";

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export default function ECharts({ widget, values, errors, ready, theme, emit, on }: ViewProps<"echarts">) {
  const { merge, option: bound } = widget.properties;
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart | null>(null);
  const [body, inView] = useInView();
  const given = useFrame(values.option, inView);
  const { option, fault } = useMemo(() => optionOf(given), [given]);
  const [refused, refuse] = useState<string | null>(null);
  const [told, tell] = useState(false); // app code has called setOption
  const emitting = useRef(emit);
  emitting.current = emit;

  const attempt = (what: string, run: () => void) => {
    try {
      run();
      refuse(null);
    } catch (error) {
      refuse(`${what}: ${messageOf(error)}`);
    }
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
        chart.current?.clear();
        refuse(null);
        tell(false);
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [on]);

  const empty =
    option || told ? null : bound.trim() === "" ? "Bind its option: {{ { series: [ … ] } }}." : "No option yet.";
  return (
    <Card title={asText(values.title)} errors={refused ? { ...errors, option: refused } : errors} ready={ready}>
      <div class={`echarts ${fault ? "faulty" : ""}`} ref={body}>
        <div class="echarts-box" ref={box} role="img" aria-label={asText(values.title) || widget.name} />
        {(fault ?? empty) !== null && (
          <div class="echarts-over">
            <EmptyState tone={fault ? "fail" : "quiet"} text={fault ?? empty} />
          </div>
        )}
      </div>
    </Card>
  );
}
