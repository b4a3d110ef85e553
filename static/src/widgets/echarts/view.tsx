/** ECharts. */
import { EmptyState } from "../../ui";
import type { ViewProps } from "../view";

export default function EchartsView(_: ViewProps<"echarts">) {
  return <EmptyState text="ECharts" />;
}
