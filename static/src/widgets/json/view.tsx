/** JSON. */
import { EmptyState } from "../../ui";
import type { ViewProps } from "../view";

export default function JsonView(_: ViewProps<"json">) {
  return <EmptyState text="JSON" />;
}
