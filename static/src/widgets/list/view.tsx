/** List. */
import { EmptyState } from "../../ui";
import type { ViewProps } from "../view";

export default function ListView(_: ViewProps<"list">) {
  return <EmptyState text="List" />;
}
