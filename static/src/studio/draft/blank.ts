/** New parts of a document, with the defaults the server's schema has. */
import type {
  Action,
  DataResponder,
  EventHandler,
  JavaScriptQuery,
  Notifications,
  OnConnectMessage,
  StreamQuery,
  TemporaryState,
  Transformer,
  Triggers,
  Widget,
  WidgetType,
} from "../../document";
import { definitionOf } from "../../widgets/registry";

export const MESSAGE_MAX_BYTES = 1024 * 1024; // the definition's, like the two below
export const WINDOW_MAX_BYTES = 16 * 1024 * 1024;
export const WAIT_SECONDS = 10;

export const TIMEOUT_MS = 10_000;

/** Of a new app, and of documents from before there were several. */
export const FIRST_PAGE = "page1";

const blankTriggers = (): Triggers => ({ on_input: false, debounce_ms: 300, after: [], after_ms: 0 });
const blankNotifications = (): Notifications => ({ success: "", failure: "", duration_ms: 3_000 });

export const blankQuery = (name: string, url: string): StreamQuery => ({
  kind: "stream",
  name,
  folder: "",
  url,
  parameters: [],
  arguments: [],
  query_parameters: [],
  headers: [],
  cookies: [],
  origin: "",
  auth: { type: "none" },
  tls: { verify: true, ca: "" },
  subprotocols: [],
  on_connect: [],
  auto_replies: [],
  keep_alive: { ping_seconds: 20, idle_seconds: 0, heartbeat: null },
  reconnect: true,
  final_close_codes: [],
  format: "json",
  limits: { message_bytes: MESSAGE_MAX_BYTES, messages_per_second: 0 },
  skip: null,
  explode: "",
  fields: [],
  order: null,
  window: { size: 1_000, max_age_seconds: 0, max_bytes: WINDOW_MAX_BYTES, key: "" },
  delivery: { mode: "every", per_second: 20 },
  viewers_broadcast: { allowed: null, shape: { type: "any" } },
  scope: "session",
  run_on_load: true,
  triggers: blankTriggers(),
  notifications: blankNotifications(),
  confirm: "",
  timeout_ms: TIMEOUT_MS,
  events: [],
});

/** Sent after every connect, JSON for a query whose messages are: so that a slip shows while it is typed. */
export const blankMessage = (format: StreamQuery["format"]): OnConnectMessage =>
  format === "text" || format === "binary"
    ? { kind: "text", text: "", wait_for: null, wait_seconds: WAIT_SECONDS }
    : { kind: "json", text: "{}", wait_for: null, wait_seconds: WAIT_SECONDS };

export const blankJavaScript = (name: string): JavaScriptQuery => ({
  kind: "javascript",
  name,
  folder: "",
  code: "",
  arguments: [],
  run_on_load: false,
  triggers: blankTriggers(),
  notifications: blankNotifications(),
  confirm: "",
  timeout_ms: TIMEOUT_MS,
  periodic_ms: 0,
  cancel_previous: false,
  events: [],
});

export const blankState = (name: string): TemporaryState => ({ name, folder: "", initial: null, type: "any" });
export const blankTransformer = (name: string): Transformer => ({ name, folder: "", code: "" });
export const blankResponder = (name: string): DataResponder => ({ name, folder: "", data: "", events: [] });

type ActionType = Action["type"];

/** `state` and `query` are what a new action acts on until its author chooses: the first there is. */
export function blankAction(type: ActionType, state: string, query: string, widget = ""): Action {
  switch (type) {
    case "run_javascript":
      return { type, code: "" };
    case "set_state":
      return { type, state, path: "", value: "{{ event.data }}" };
    case "broadcast":
      return { type, query, message: "", encoding: "text", remember: false };
    case "show_message":
      return { type, level: "info", text: "", duration_ms: 3_000 };
    case "run_query":
      return { type, query, arguments: [] };
    case "control_widget":
      return { type, widget, method: "focus", arguments: [] };
    case "disconnect":
      return { type, query };
    case "go_to_url":
      return { type, url: "", new_tab: true };
    case "open_app":
      return { type, app: "", parameters: [], new_tab: false };
    case "open_page":
      return { type, page: FIRST_PAGE };
    case "copy_to_clipboard":
      return { type, text: "" };
    case "export_data":
      return { type, data: "", format: "csv", file_name: "data" };
    case "control_playback":
      return { type, do: "toggle" };
  }
}

export const blankHandler = (event: string): EventHandler => ({
  event,
  action: { type: "run_javascript", code: "" },
  only_when: "",
  debounce_ms: 0,
  throttle_ms: 0,
  delay_ms: 0,
});

export const blankWidget = (type: WidgetType, name: string, layout: Widget["layout"], page = FIRST_PAGE): Widget =>
  ({
    type,
    name,
    page,
    layout,
    parent: null,
    events: [],
    hidden: "",
    properties: structuredClone(definitionOf(type).properties),
  }) as Widget;
