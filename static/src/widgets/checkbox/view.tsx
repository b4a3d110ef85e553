/** Checkbox. */
import { EmptyState } from "../../ui";
import type { ViewProps } from "../view";

export default function CheckboxView(_: ViewProps<"checkbox">) {
  return <EmptyState text="Checkbox" />;
}
