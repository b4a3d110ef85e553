/** Chat. */
import { EmptyState } from "../../ui";
import type { ViewProps } from "../view";

export default function ChatView(_: ViewProps<"chat">) {
  return <EmptyState text="Chat" />;
}
