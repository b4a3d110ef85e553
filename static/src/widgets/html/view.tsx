/** Custom HTML. */
import { EmptyState } from "../../ui";
import type { ViewProps } from "../view";

export default function HtmlView(_: ViewProps<"html">) {
  return <EmptyState text="Custom HTML" />;
}
