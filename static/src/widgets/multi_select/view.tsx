/** Multi-select. */
import { EmptyState } from "../../ui";
import type { ViewProps } from "../view";

export default function MultiSelectView(_: ViewProps<"multi_select">) {
  return <EmptyState text="Multi-select" />;
}
