/** The player at work: the host's messages to the engine and the store, the engine's to the store and the host. */
import type { AppUrl, HostMessage, PlayerMessage } from "../bridge";
import type { FromEngine, ToEngine } from "../engine/messages";
import { Engine } from "./engine";
import { PLAYING, Store } from "./store";
import { stoppedText } from "./watchdog";
import { createWorker } from "./worker";

const NO_URL: AppUrl = { query: {}, hash: "" };

type Init = Extract<HostMessage, { type: "init" }>;

export class Player {
  readonly store = new Store();
  private readonly post: (message: PlayerMessage) => void;
  private readonly engine: Engine;
  private readonly methods = new Map<string, (...args: unknown[]) => void>(); // bound: the views that are shown
  private given: Init | null = null;

  constructor(post: (message: PlayerMessage) => void) {
    this.post = post;
    this.engine = new Engine({
      create: createWorker,
      init: () => {
        this.store.playback.value = PLAYING; // a new engine isn't paused
        const { user = null, url = NO_URL, kept = {}, observe = false } = this.given ?? {};
        const document = this.store.document.peek();
        if (!document) throw new Error("The engine was started before there was a document.");
        return {
          document,
          mode: this.store.mode.peek(),
          user,
          url,
          kept,
          observe,
          inputs: this.store.inputs(),
          screen: { width: innerWidth, height: innerHeight },
          visible: !globalThis.document.hidden,
          libraries: [],
        };
      },
      receive: (message) => this.fromEngine(message),
      onStopped: (where) => this.stopped(where),
      onBroken: (why) => {
        this.store.broken.value = why;
      },
    });
  }

  /** Tells the host what happened on the canvas. */
  tell(message: Extract<PlayerMessage, { type: "select" | "places" | "remove" | "shortcut" | "report" }>): void {
    if (message.type === "select") this.store.selected.value = message.names;
    // At once, so that the next arrow key starts from here and not from where the studio last said.
    if (message.type === "places") this.store.place(message.places);
    this.post(message);
  }

  /** Something happened to a widget. */
  emit(widget: string, event: string, data: unknown): void {
    this.engine.post({ type: "event", widget, event, data });
  }

  /** The viewer changed something in a widget; undefined: back to the bound value. */
  enter(widget: string, field: string, value: unknown): void {
    this.store.enter(widget, field, value);
    this.engine.post({ type: "widget", widget, field, value });
  }

  /** Calls back when app code calls a widget's method. Returns the unsubscription. */
  onMethod(widget: string, method: string, run: (...args: unknown[]) => void): () => void {
    const key = `${widget} ${method}`;
    this.methods.set(key, run);
    return () => {
      if (this.methods.get(key) === run) this.methods.delete(key);
    };
  }

  /** The tab is shown or hidden; a hidden one is not posted what nobody sees. */
  visible(visible: boolean): void {
    this.engine.post({ type: "visible", visible });
  }

  /** Pause, resume, step or seek. */
  play(message: Extract<ToEngine, { type: "playback" }>): void {
    this.engine.post(message);
  }

  /** The page is shown or online again. */
  wake(): void {
    this.engine.post({ type: "wake" });
  }

  restart(): void {
    this.store.broken.value = null;
    this.engine.forgive();
    this.engine.start();
  }

  fromHost(message: HostMessage): void {
    const { store } = this;
    switch (message.type) {
      case "init":
        this.given = message;
        store.refused.value = null;
        store.setDocument(message.document);
        store.mode.value = message.mode;
        store.title.value = message.title;
        store.header.value = message.header;
        this.setTheme(message.theme);
        this.engine.keepSeen(message.seen);
        this.engine.start();
        break;
      case "document":
        store.setDocument(message.document);
        store.notices.value = [];
        this.engine.forgive();
        this.engine.post(message);
        break;
      case "restart":
        this.restart();
        break;
      case "mode":
        store.mode.value = message.mode;
        break;
      case "theme":
        this.setTheme(message.theme);
        break;
      case "select":
        store.selected.value = message.names;
        break;
      case "no_token":
        store.refused.value = { message: message.message, retry: message.retry };
        this.engine.post(message);
        break;
      case "token":
        store.refused.value = null;
        this.engine.post(message);
        break;
      default:
        this.engine.post(message);
    }
  }

  setTheme(theme: "light" | "dark"): void {
    this.store.theme.value = theme;
    document.documentElement.dataset.theme = theme;
  }

  private fromEngine(message: FromEngine): void {
    const { store } = this;
    switch (message.type) {
      case "props":
        store.apply(message);
        break;
      case "started":
        store.ready.value = true;
        this.post(message);
        break;
      case "queries":
        store.queries.value = Object.fromEntries(message.queries.map((report) => [report.name, report]));
        if (this.given?.observe) this.post(message);
        break;
      case "link":
        store.link.value = message;
        break;
      case "toast":
        store.toasts.show(message.text, message.level, message.duration_ms);
        break;
      case "method":
        this.methods.get(`${message.widget} ${message.method}`)?.(...message.args);
        break;
      case "set":
        store.enter(message.widget, message.field, message.value);
        break;
      case "playback":
        store.playback.value = message;
        break;
      case "confirm":
      case "export":
        break;
      case "pong":
      case "running":
        break; // the watchdog's
      default:
        this.post(message);
    }
  }

  private stopped(where: string | null): void {
    const message = where === null ? "The app did not answer for 3 s and was started again." : stoppedText(where);
    this.store.notify(message);
    this.post({
      type: "report",
      report: { level: "error", where: where ?? "engine", message, line: null, at: Date.now() },
    });
  }
}
