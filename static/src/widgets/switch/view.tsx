/** Switch. */
import { EmptyState } from "../../ui";
import type { ViewProps } from "../view";

export default function SwitchView(_: ViewProps<"switch">) {
  return <EmptyState text="Switch" />;
}
