/** Image. */
import { EmptyState } from "../../ui";
import type { ViewProps } from "../view";

export default function ImageView(_: ViewProps<"image">) {
  return <EmptyState text="Image" />;
}
