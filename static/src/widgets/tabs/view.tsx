/** Tabs. */
import { EmptyState } from "../../ui";
import type { ViewProps } from "../view";

export default function TabsView(_: ViewProps<"tabs">) {
  return <EmptyState text="Tabs" />;
}
