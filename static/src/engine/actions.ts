/** The actions an event handler can do, compiled once to functions of the event. */
import type { Action } from "../document";
import type { Asks } from "./asks";
import { binaryOf } from "./binary";
import type { Clock } from "./clock";
import type { Compiler, Run, Template } from "./compile";
import { givenOf } from "./given";
import type { Graph, Source } from "./graph";
import { outgoing } from "./outgoing";
import { compileOutward } from "./outward";
import type { Query } from "./query";
import type { Reporter } from "./report";
import { setStateIn } from "./state-api";
import type { Toast } from "./toast";
import type { Watch } from "./watch";

/** A stream query, or one written in JavaScript. */
export interface Runnable {
  run(trigger: "manual", given?: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Closes the connection, or drops what still runs. */
  stop(): void;
}

/** The app's live data, held still and gone through. */
export interface Playback {
  pause(): void;
  resume(): void;
  toggle(): void;
  /** By so many messages; negative: back. */
  step(by: number): void;
}

export interface ActionPorts {
  compiler: Compiler;
  reporter: Reporter;
  watch: Watch;
  graph: Graph;
  clock: Clock;
  query(name: string): Query | undefined;
  runnable(name: string): Runnable | undefined;
  /** A widget as app code has it. */
  widget(name: string): object | undefined;
  state(name: string): Source<unknown> | undefined;
  toast: Toast;
  asks: Asks;
  playback: Playback;
  pages: { open(name: string): void };
}

const { hasOwn, entries } = Object; // taken before app code could replace them

/** Throws a SyntaxError when the action's code or template can't be compiled. */
export function compileAction(action: Action, where: string, ports: ActionPorts): Run {
  const template = (text: string): Template => ports.compiler.template(text, where);
  switch (action.type) {
    case "run_javascript":
      return ports.compiler.handler(action.code, where);
    case "run_query": {
      const given = givenOf(action.arguments, template);
      return (event) => found(ports.runnable(action.query), "query", action.query).run("manual", given(event));
    }
    case "disconnect":
      return () => found(ports.runnable(action.query), "query", action.query).stop();
    case "broadcast": {
      const message = template(action.message);
      const { encoding, remember } = action;
      return (event) => {
        const query = found(ports.query(action.query), "stream query", action.query);
        const value = message.evaluate(event);
        return query.broadcast(outgoing(encoding === "text" ? value : binaryOf(value, encoding), { remember }));
      };
    }
    case "set_state": {
      const value = template(action.value);
      return (event) => {
        const state = found(ports.state(action.state), "temporary state", action.state);
        if (action.path === "") state.set(value.evaluate(event));
        else setStateIn(state, action.path, value.evaluate(event));
      };
    }
    case "control_widget": {
      const values = action.arguments.map(template);
      return (event) =>
        methodOf(
          ports.widget(action.widget),
          action.widget,
          action.method,
        )(...values.map((each) => each.evaluate(event)));
    }
    case "show_message": {
      const text = template(action.text);
      return (event) => ports.toast(text.evaluate(event), action.level, action.duration_ms);
    }
    case "control_playback":
      return control(action.do, ports.playback);
    case "open_page":
      return () => ports.pages.open(action.page);
    case "go_to_url":
    case "open_app":
    case "copy_to_clipboard":
    case "export_data":
      return compileOutward(action, template, ports.asks);
  }
}

function found<T>(it: T | undefined, kind: string, name: string): T {
  if (it === undefined) throw new Error(`there is no ${kind} ${JSON.stringify(name)}`);
  return it;
}

/** Only what the widget itself has: `constructor` and the like are no methods. */
function methodOf(widget: object | undefined, name: string, method: string): (...args: unknown[]) => unknown {
  const api = found(widget, "widget", name) as Record<string, unknown>;
  const own = hasOwn(api, method) ? api[method] : undefined;
  if (typeof own === "function") return own as (...args: unknown[]) => unknown;
  const others = entries(Object.getOwnPropertyDescriptors(api)).filter(([, { value }]) => typeof value === "function");
  const list = others.map(([other]) => other).join(", ") || "none";
  throw new Error(`${name} has no method ${JSON.stringify(method)}; its methods: ${list}`);
}

function control(what: Extract<Action, { type: "control_playback" }>["do"], playback: Playback): Run {
  switch (what) {
    case "pause":
      return () => playback.pause();
    case "resume":
      return () => playback.resume();
    case "toggle":
      return () => playback.toggle();
    case "step_back":
      return () => playback.step(-1);
    case "step_forward":
      return () => playback.step(1);
  }
}
