/** Date and time. */
import { EmptyState } from "../../ui";
import type { ViewProps } from "../view";

export default function DateTimeView(_: ViewProps<"date_time">) {
  return <EmptyState text="Date and time" />;
}
