/** Gauge. */
import { EmptyState } from "../../ui";
import type { ViewProps } from "../view";

export default function GaugeView(_: ViewProps<"gauge">) {
  return <EmptyState text="Gauge" />;
}
