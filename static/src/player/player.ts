/** The player at work: the host's messages to the engine and the store, the engine's to the store and the host. */
import type { Answer, AppUrl, HostMessage, PlayerMessage } from "../bridge";
import type { AppDocument } from "../document";
import type { FromEngine, ToEngine } from "../engine/messages";
import type { Confirms } from "./confirm";
import { Desk } from "./desk";
import { Engine } from "./engine";
import { Entries } from "./entries";
import { HiddenToasts } from "./hidden-toasts";
import { Libraries } from "./libraries";
import { Methods } from "./methods";
import { PLAYING, Store } from "./store";
import { stoppedText } from "./watchdog";
import { createWorker } from "./worker";

const SCREEN_MS = 100; // between two words about the page's size while it is being changed
const NO_URL: AppUrl = { query: {}, hash: "" };

type Init = Extract<HostMessage, { type: "init" }>;
type CanvasWord = "select" | "places" | "inserted" | "cut" | "paste" | "menu" | "shortcut" | "result";
/** What the host says to the canvas alone. */
export type CanvasMessage = Extract<HostMessage, { type: "insert" | "insert_end" | "picture" | "picture_end" }>;

export class Player {
  readonly store = new Store();
  private readonly post: (message: PlayerMessage) => void;
  private readonly engine: Engine;
  private readonly desk: Desk;
  private readonly toasts = new HiddenToasts(this.store.toasts);
  readonly methods = new Methods();
  /** Set by the canvas while it is drawn. */
  canvas: ((message: CanvasMessage) => void) | null = null;
  private readonly libraries: Libraries;
  private readonly entries = new Entries(this.store, (widget, field, value) =>
    this.engine.post({ type: "widget", widget, field, value }),
  );
  private given: Init | null = null;
  private dragging = false;
  private resizing: ReturnType<typeof setTimeout> | null = null;
  private kept = new Map<string, unknown>(); // bound: the engine's and the host's, 1,000 keys
  private confirms: Promise<Confirms> | null = null;

  constructor(post: (message: PlayerMessage) => void) {
    this.post = post;
    this.desk = new Desk(post);
    this.libraries = new Libraries((error) => this.report(`A library could not be loaded: ${String(error)}`));
    document.addEventListener("visibilitychange", () => this.toasts.catchUp());
    this.engine = new Engine({
      create: createWorker,
      init: () => {
        this.store.playback.value = PLAYING; // a new engine isn't paused
        const { user = null, url = NO_URL, observe = false } = this.given ?? {};
        const document = this.store.document.peek();
        if (!document) throw new Error("The engine was started before there was a document.");
        return {
          document,
          mode: this.store.mode.peek(),
          user,
          url,
          page: this.store.page.peek(),
          kept: Object.fromEntries(this.kept),
          observe,
          inputs: this.store.inputs(),
          screen: { width: innerWidth, height: innerHeight },
          visible: this.isSeen,
          libraries: this.libraries.texts,
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
  tell(message: Extract<PlayerMessage, { type: CanvasWord | "report" }>): void {
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
    this.entries.enter(widget, field, value);
  }

  /** Opens an address for a widget; the page around decides. */
  openUrl(url: string): void {
    void this.desk.ask({ kind: "open_url", url, new_tab: true }).then(({ ok, code, error = "" }) => {
      if (!ok && code !== "cancelled") this.store.toasts.show(`The link was not opened: ${error}.`, "warning", 6_000);
    });
  }

  /** The tab is shown or hidden; a hidden one is not posted what nobody sees. */
  seen(): void {
    this.engine.post({ type: "visible", visible: this.isSeen, busy: this.dragging && !document.hidden });
  }

  /** A hand drags on the canvas: until it lets go, frames are for that, and the app is drawn anew all at once then. */
  drag(on: boolean): void {
    if (on === this.dragging) return;
    this.dragging = on;
    if (on) this.store.hold();
    this.seen();
    if (!on) this.store.release();
  }

  private get isSeen(): boolean {
    return !document.hidden && !this.dragging;
  }

  /** Shows another page of the app, once the engine has what stands on it. */
  showPage(name: string): void {
    this.engine.post({ type: "page", name });
  }

  /** Pause, resume, step or seek. */
  play(message: Extract<ToEngine, { type: "playback" }>): void {
    this.engine.post(message);
  }

  /** The page is shown or online again. */
  wake(): void {
    this.engine.post({ type: "wake" });
  }

  /** The page has another size. */
  resized(): void {
    this.resizing ??= setTimeout(() => {
      this.resizing = null;
      this.engine.post({ type: "screen", width: innerWidth, height: innerHeight });
    }, SCREEN_MS);
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
        this.kept = new Map(Object.entries(message.kept));
        store.refused.value = null;
        store.setDocument(message.document);
        store.mode.value = message.mode;
        store.page.value = pageOf(message.document, message.page);
        store.title.value = message.title;
        store.header.value = message.header;
        store.hostTheme.value = message.theme;
        this.engine.keepSeen(message.seen);
        this.libraries.prepare(message.document, () => this.engine.start());
        break;
      case "document":
        this.documentIs(message);
        break;
      case "restart":
        this.restart();
        break;
      case "mode":
        store.mode.value = message.mode;
        break;
      case "theme":
        store.hostTheme.value = message.theme;
        break;
      case "select":
        store.focusing = message.focus ?? false;
        store.selected.value = message.names;
        break;
      case "places":
        store.place(message.places);
        break;
      case "insert":
      case "insert_end":
      case "picture":
      case "picture_end":
        this.canvas?.(message);
        break;
      case "no_token":
        store.refused.value = { message: message.message, retry: message.retry };
        this.engine.post(message);
        break;
      case "token":
        store.refused.value = null;
        this.engine.post(message);
        break;
      case "answered":
        this.desk.answered(message);
        break;
      case "flood":
        for (const each of document.querySelectorAll("iframe")) {
          if (each.contentWindow === window[message.frame]) each.dispatchEvent(new Event("flood"));
        }
        break;
      case "kept":
        this.kept = new Map(Object.entries(message.values));
        this.engine.post(message);
        break;
      default:
        this.engine.post(message);
    }
  }

  private documentIs(message: Extract<HostMessage, { type: "document" }>): void {
    const { document, release } = message;
    const before = this.store.document.peek();
    this.store.setDocument(document);
    this.store.notices.value = [];
    this.engine.forgive();
    // What a start-up script sets up, all else may build on: with another one the app starts anew, as far as its code goes.
    const anew = release === true && before?.scripts.startup !== document.scripts.startup;
    if (!anew) this.engine.post(message);
    this.libraries.prepare(document, (late) => {
      if (anew || late) this.engine.start(); // a Worker gets its libraries before its app
    });
  }

  private fromEngine(message: FromEngine): void {
    const { store } = this;
    switch (message.type) {
      case "props":
        this.entries.follow(message.props);
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
        this.toasts.show(message);
        break;
      case "method":
        this.methods.call(message.widget, message.method, message.args);
        break;
      case "set":
        this.entries.set(message.widget, message.field, message.value);
        break;
      case "ask":
        this.answer(message.id, this.desk.ask(message.ask));
        break;
      case "confirm":
        this.answer(message.id, this.confirm(message.text));
        break;
      case "export":
        this.answer(message.id, this.export(message));
        break;
      case "keep":
        if (message.value === undefined) this.kept.delete(message.key);
        else this.kept.set(message.key, message.value);
        this.post(message);
        break;
      case "playback":
        store.playback.value = message;
        break;
      case "page":
        store.page.value = message.name;
        this.post(message);
        break;
      case "pong":
      case "running":
        break; // the watchdog's
      // By name: what else a host believes of its player (what was selected, moved, removed) no engine may say.
      case "need_token":
      case "seen":
      case "state":
      case "raw":
      case "report":
      case "values":
      case "result":
      case "release":
      case "draft":
        this.post(message);
    }
  }

  /** Gives the engine its answer, unless the one that asked is gone by then. */
  private answer(id: number, answer: Promise<Answer>): void {
    const { starts } = this.engine;
    const failed = (error: unknown): Answer => ({
      ok: false,
      code: "failed",
      error: error instanceof Error ? error.message : String(error),
    });
    void answer.catch(failed).then((how) => {
      if (starts === this.engine.starts) this.engine.post({ type: "answered", id, ...how });
    });
  }

  private async confirm(text: string): Promise<Answer> {
    this.confirms ??= import("./confirm").then(({ Confirms }) => new Confirms());
    return (await this.confirms).ask(text);
  }

  private async export({ name, format, data }: Extract<FromEngine, { type: "export" }>): Promise<Answer> {
    const { fileName, fileOf } = await import("./export/file");
    return this.desk.ask({ kind: "save", name: fileName(name, format), bytes: await fileOf(format, data) });
  }

  private stopped(where: string | null): void {
    void this.confirms?.then((confirms) => confirms.withdraw());
    const message = where === null ? "The app did not answer for 3 s and was started again." : stoppedText(where);
    this.store.notify(message);
    this.report(message, where ?? "engine");
  }

  private report(message: string, where = "engine"): void {
    this.post({ type: "report", report: { level: "error", where, message, line: null, at: Date.now() } });
  }
}

/** The page that is asked for, if it is there; else the first. */
function pageOf({ pages }: AppDocument, name: string): string {
  return (pages.find((page) => page.name === name) ?? pages[0])?.name ?? "";
}
