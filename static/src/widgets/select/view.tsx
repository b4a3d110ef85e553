/** Select. */
import { EmptyState } from "../../ui";
import type { ViewProps } from "../view";

export default function SelectView(_: ViewProps<"select">) {
  return <EmptyState text="Select" />;
}
