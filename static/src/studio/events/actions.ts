/** The actions a handler can do, and each in one line. */
import type { Action } from "../../document";

export const ACTIONS: readonly { value: Action["type"]; label: string }[] = [
  { value: "run_javascript", label: "Run JavaScript" },
  { value: "set_state", label: "Set temporary state" },
  { value: "broadcast", label: "Broadcast a message" },
  { value: "show_message", label: "Show a message" },
];

export const LEVELS = [
  { value: "info", label: "Information" },
  { value: "success", label: "Success" },
  { value: "warning", label: "Warning" },
  { value: "error", label: "Error" },
] as const;

export function actionSummary(action: Action): string {
  switch (action.type) {
    case "run_javascript": {
      const line = action.code.split("\n").find((one) => one.trim() !== "");
      return line ? line.trim() : "Run JavaScript";
    }
    case "set_state":
      return `${action.state} = ${action.value}`;
    case "broadcast":
      return `Broadcast on ${action.query}${action.message ? `: ${action.message}` : ""}`;
    case "show_message":
      return action.text ? `Show "${action.text}"` : "Show a message";
    default:
      return action.type;
  }
}

/** The events of a stream query. */
export const QUERY_EVENTS = [
  { name: "open", label: "Open", help: "the connection is there" },
  { name: "success", label: "Success", help: "a message: event.data, event.at, event.offset" },
  { name: "error", label: "Error", help: "a bad message or a failed connection" },
  { name: "close", label: "Close", help: "the connection ended" },
] as const;
