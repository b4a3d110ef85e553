/** The actions an event handler can do, compiled once to functions of the event. */
import type { Action } from "../document";
import type { Clock } from "./clock";
import { type Compiler, type Run, toText } from "./compile";
import type { Graph, Source } from "./graph";
import type { FromEngine } from "./messages";
import { outgoing } from "./outgoing";
import type { Query } from "./query";
import type { Reporter } from "./report";
import type { Watch } from "./watch";

export interface ActionPorts {
  compiler: Compiler;
  reporter: Reporter;
  watch: Watch;
  graph: Graph;
  clock: Clock;
  query(name: string): Query | undefined;
  state(name: string): Source<unknown> | undefined;
  toast: Toast;
}
export type Level = "info" | "success" | "warning" | "error";
export type Toast = (text: unknown, level?: unknown, duration_ms?: unknown) => void;

const LEVELS: readonly unknown[] = ["info", "success", "warning", "error"];
const TOASTS_PER_SECOND = 5; // a person reads fewer; the rest is dropped
const TOAST_MS = 3_000; // the document's default
const TOAST_CHARACTERS = 500;

/** Throws a SyntaxError when the action's code or template can't be compiled. */
export function compileAction(action: Action, where: string, ports: ActionPorts): Run {
  switch (action.type) {
    case "run_javascript":
      return ports.compiler.handler(action.code, where);
    case "set_state": {
      const value = ports.compiler.template(action.value, where);
      return (event) => {
        const state = ports.state(action.state);
        if (!state) throw new Error(`there is no temporary state ${JSON.stringify(action.state)}`);
        state.set(value.evaluate(event));
      };
    }
    case "broadcast": {
      const message = ports.compiler.template(action.message, where);
      return (event) => {
        const query = ports.query(action.query);
        if (!query) throw new Error(`there is no query ${JSON.stringify(action.query)}`);
        return query.broadcast(outgoing(message.evaluate(event)));
      };
    }
    case "show_message": {
      const text = ports.compiler.template(action.text, where);
      return (event) => ports.toast(text.evaluate(event), action.level, action.duration_ms);
    }
    default:
      throw new Error(`the action ${action.type} is not known`);
  }
}

/** Short messages to the viewer, at most a few a second. */
export function toaster(post: (message: FromEngine) => void, clock: Clock): Toast {
  let second = 0;
  let shown = 0;
  return (text, level, duration_ms) => {
    const now = Math.floor(clock.now() / 1_000);
    if (now !== second) shown = 0;
    second = now;
    shown += 1;
    if (shown > TOASTS_PER_SECOND) return;
    const duration = typeof duration_ms === "number" ? Math.min(60_000, Math.max(500, duration_ms)) : TOAST_MS;
    post({
      type: "toast",
      level: LEVELS.includes(level) ? (level as Level) : "info",
      text: toText(text).slice(0, TOAST_CHARACTERS),
      duration_ms: duration,
    });
  };
}
