/** Progress. */
import { EmptyState } from "../../ui";
import type { ViewProps } from "../view";

export default function ProgressView(_: ViewProps<"progress">) {
  return <EmptyState text="Progress" />;
}
