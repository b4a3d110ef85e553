/** Text area. */
import { EmptyState } from "../../ui";
import type { ViewProps } from "../view";

export default function TextAreaView(_: ViewProps<"text_area">) {
  return <EmptyState text="Text area" />;
}
