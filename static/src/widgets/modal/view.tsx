/** Modal. */
import { EmptyState } from "../../ui";
import type { ViewProps } from "../view";

export default function ModalView(_: ViewProps<"modal">) {
  return <EmptyState text="Modal" />;
}
