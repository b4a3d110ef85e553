/** What the page says, message by message, to the parts of the engine it is meant for. */
import type { App } from "./app";
import type { Asks } from "./asks";
import type { Clock } from "./clock";
import type { Compiler } from "./compile";
import type { Graph } from "./graph";
import type { Handlers } from "./handlers";
import type { Link } from "./link";
import type { FromEngine, ToEngine } from "./messages";
import type { Names } from "./names";
import type { Observer } from "./observe";
import type { Pages } from "./pages";
import type { Playback } from "./playback";
import type { Refresh } from "./refresh";
import { answer } from "./requests";
import type { Visibility } from "./visibility";
import type { Watch } from "./watch";

export interface PagePorts {
  app: App;
  asks: Asks;
  clock: Clock;
  compiler: Compiler;
  disabled: Set<string>;
  graph: Graph;
  handlers: Handlers;
  link: Link;
  names: Names;
  pages: Pages;
  observer: Observer;
  playback: Playback;
  refresh: Refresh;
  visibility: Visibility;
  watch: Watch;
  post(message: FromEngine): void;
}

export function handlePage(message: ToEngine, ports: PagePorts): void {
  const { app, asks, handlers, link, names, observer, playback } = ports;
  const { holding } = ports.graph;
  switch (message.type) {
    case "init":
      break; // a new start is a new engine
    case "token":
      link.token(message.token, message.socket);
      break;
    case "no_token":
      link.noToken(message.message, message.retry);
      break;
    case "wake":
      link.connect();
      break;
    case "ping":
      ports.post({ type: "pong", n: message.n });
      break;
    case "document":
      ports.disabled.clear();
      playback.resume(); // queries may be others
      if (message.release) app.release(message.document);
      else app.define(message.document);
      observer.changed(true);
      break;
    case "widget":
      holding.from("viewer", () => app.enter(message.widget, message.field, message.value));
      break;
    case "event": {
      const { event: type, widget, data } = message;
      const event = { type, widget, data, at: ports.clock.now(), replay: false };
      holding.from("viewer", () => handlers.fire(widget, event));
      break;
    }
    case "screen":
      names.screen.resize(message);
      break;
    case "page":
      ports.pages.go(message.name);
      break;
    case "kept":
      names.storage.replace(message.values);
      break;
    case "answered":
      asks.answered(message);
      break;
    case "visible":
      ports.visibility.busy = !message.visible && message.busy === true;
      show(message.visible, ports);
      break;
    case "playback":
      if (message.do === "step") playback.step(message.by);
      else if (message.do === "seek") playback.seek(message.at);
      else playback[message.do]();
      break;
    case "command":
    case "broadcast":
    case "evaluate":
      answer(message, ports);
  }
}

/** Hidden: handlers run on, nothing is evaluated or posted for the page. Shown: it catches up in one step. */
function show(visible: boolean, { app, graph, observer, refresh, visibility }: PagePorts): void {
  if (visible === visibility.visible) return;
  if (!visible) {
    visibility.visible = false;
    app.bindings.rest();
    return;
  }
  visibility.show();
  graph.flush();
  app.bindings.start();
  refresh.now();
  observer.changed(true);
}
