/** Container. */
import { EmptyState } from "../../ui";
import type { ViewProps } from "../view";

export default function ContainerView(_: ViewProps<"container">) {
  return <EmptyState text="Container" />;
}
