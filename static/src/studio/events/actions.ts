/** The actions a handler can do, the events it can be of, and each handler in one line. */
import type { Action, ControlPlayback, EventHandler } from "../../document";
import type { EventSpec } from "../../widgets/definition";

type ActionType = Action["type"];

/** By what they act on. */
export const ACTIONS: readonly { label: string; actions: readonly { value: ActionType; label: string }[] }[] = [
  {
    label: "App",
    actions: [
      { value: "run_javascript", label: "Run JavaScript" },
      { value: "set_state", label: "Set temporary state" },
      { value: "control_widget", label: "Control a widget" },
      { value: "control_playback", label: "Pause or step back" },
    ],
  },
  {
    label: "Queries",
    actions: [
      { value: "run_query", label: "Run a query" },
      { value: "broadcast", label: "Broadcast a message" },
      { value: "disconnect", label: "Disconnect or cancel" },
    ],
  },
  {
    label: "Viewer",
    actions: [
      { value: "show_message", label: "Show a message" },
      { value: "go_to_url", label: "Go to a URL" },
      { value: "open_page", label: "Open a page" },
      { value: "open_app", label: "Open an app" },
      { value: "copy_to_clipboard", label: "Copy to the clipboard" },
      { value: "export_data", label: "Export data" },
    ],
  },
];

export const LEVELS = [
  { value: "info", label: "Information" },
  { value: "success", label: "Success" },
  { value: "warning", label: "Warning" },
  { value: "error", label: "Error" },
] as const;

export const PLAYBACK: readonly { value: ControlPlayback["do"]; label: string }[] = [
  { value: "toggle", label: "Pause or resume" },
  { value: "pause", label: "Pause" },
  { value: "resume", label: "Resume" },
  { value: "step_back", label: "Step back one message" },
  { value: "step_forward", label: "Step forward one message" },
];

export function actionSummary(action: Action): string {
  switch (action.type) {
    case "run_javascript": {
      const line = action.code.split("\n").find((one) => one.trim() !== "");
      return line ? line.trim() : "Run JavaScript";
    }
    case "set_state":
      return `${action.state}${/^[\w$]/.test(action.path) ? "." : ""}${action.path} = ${action.value}`;
    case "broadcast":
      return `Broadcast on ${action.query}${action.message ? `: ${action.message}` : ""}`;
    case "show_message":
      return action.text ? `Show "${action.text}"` : "Show a message";
    case "run_query":
      return `Run ${action.query}${withValues(action.arguments)}`;
    case "control_widget":
      return `${action.widget}.${action.method}(${action.arguments.join(", ")})`;
    case "disconnect":
      return `Disconnect ${action.query}`;
    case "go_to_url":
      return action.url ? `Go to ${action.url}` : "Go to a URL";
    case "open_app":
      return action.app ? `Open ${action.app}${withValues(action.parameters)}` : "Open an app";
    case "open_page":
      return `Open page ${action.page}`;
    case "copy_to_clipboard":
      return action.text ? `Copy ${action.text}` : "Copy to the clipboard";
    case "export_data":
      return `Export ${action.data || "data"} as ${action.file_name}.${action.format}`;
    case "control_playback":
      return PLAYBACK.find((one) => one.value === action.do)?.label ?? action.do;
  }
}

function withValues(pairs: readonly { name: string; value: string }[]): string {
  const given = pairs.filter((pair) => pair.value !== "");
  return given.length === 0 ? "" : ` with ${given.map((pair) => `${pair.name} = ${pair.value}`).join(", ")}`;
}

/** When a handler does what it does, in words; empty: always and at once. */
export function paceSummary({ only_when, debounce_ms, throttle_ms, delay_ms }: EventHandler): string {
  const parts = [];
  if (only_when) parts.push(`only when ${only_when}`);
  if (debounce_ms) parts.push(`after ${milliseconds(debounce_ms)} of quiet`);
  if (throttle_ms) parts.push(`at most every ${milliseconds(throttle_ms)}`);
  if (delay_ms) parts.push(`${milliseconds(delay_ms)} later`);
  return parts.join(", ");
}

/** `300 ms`, `1.5 s`, `2 min`. */
export function milliseconds(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  return ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1_000} s`;
}

export const QUERY_EVENTS: readonly EventSpec[] = [
  { name: "open", label: "Open", help: "the connection is there" },
  { name: "success", label: "Success", help: "a message: event.data, event.at, event.offset" },
  { name: "error", label: "Error", help: "a bad message or a failed connection" },
  { name: "close", label: "Close", help: "the connection ended" },
  { name: "reconnecting", label: "Reconnecting", help: "it is lost, and will be dialled again" },
  { name: "gap", label: "Gap", help: "messages are missing for good" },
];
export const JAVASCRIPT_EVENTS: readonly EventSpec[] = [
  { name: "success", label: "Success", help: "it has returned: event.data" },
  { name: "failure", label: "Failure", help: "it has failed: event.code, event.message" },
];
export const RESPONDER_EVENTS: readonly EventSpec[] = [
  { name: "data_change", label: "Data change", help: "event.data, event.previous" },
];
