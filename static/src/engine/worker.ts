/**
 * Entry of the engine's Worker, a classic one in an opaque origin: takes what it needs from the platform, locks the
 * rest away, waits for the page's port, and hands everything to the engine.
 */
import { systemClock } from "./clock";
import { createEngine, type Engine } from "./engine";
import { lockDown } from "./lockdown";
import type { FromEngine, ToEngine } from "./messages";
import { getterOf, socketOpener } from "./socket";

const clock = systemClock();
const open = socketOpener();
const dataOf = getterOf<ToEngine>(MessageEvent.prototype, "data");
const listen = self.addEventListener.bind(self);

// App code written for pages says `window`.
Object.defineProperty(self, "window", { value: self, configurable: false, writable: false });
const left = lockDown(self);

listen(
  "message",
  (event) => {
    const port = event.ports[0];
    if (port) start(port);
  },
  { once: true },
);

function start(port: MessagePort): void {
  const post = port.postMessage.bind(port) as (message: FromEngine) => void;
  let engine: Engine | null = null;
  port.onmessage = (event) => {
    const message = dataOf(event);
    if (engine) engine.receive(message);
    else if (message.type === "init") engine = create(message, post);
  };
  listen("error", (event) => {
    event.preventDefault();
    engine?.uncaught(event.error ?? event.message);
  });
  listen("unhandledrejection", (event) => {
    event.preventDefault();
    engine?.uncaught(event.reason);
  });
}

function create(init: Extract<ToEngine, { type: "init" }>, post: (message: FromEngine) => void): Engine | null {
  if (left.length > 0) {
    const message = `this browser doesn't let the app be locked in (${left.join(", ")}); it is not started`;
    post({ type: "link", state: "ended", code: "unsafe", message, next_retry_at: null });
    return null;
  }
  return createEngine(init, { post, open, clock }, (globals) => {
    for (const [name, value] of Object.entries(globals)) {
      Object.defineProperty(self, name, { value, configurable: true, writable: true });
    }
  });
}
