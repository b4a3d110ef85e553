/** Number. */
import { EmptyState } from "../../ui";
import type { ViewProps } from "../view";

export default function NumberView(_: ViewProps<"number">) {
  return <EmptyState text="Number" />;
}
