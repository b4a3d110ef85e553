/**
 * The engine: holds an app's state, its socket, its handlers and its bindings, and talks to the page.
 *
 * Everything from outside (page, sockets, time) is passed in, so that it runs without a Worker.
 */
import { App } from "./app";
import { Asks } from "./asks";
import type { Clock } from "./clock";
import { Compiler, describe } from "./compile";
import { Graph } from "./graph";
import { Handlers } from "./handlers";
import { Inbox } from "./inbox";
import { handleFrame } from "./incoming";
import { Link, type OpenSocket } from "./link";
import type { FromEngine, Init, ToEngine } from "./messages";
import { appNames } from "./names";
import { Observer } from "./observe";
import { utilsApi } from "./outward";
import { handlePage, type PagePorts } from "./page";
import { Pages } from "./pages";
import { Playback } from "./playback";
import { Refresh } from "./refresh";
import { appConsole, Reporter } from "./report";
import { platformNames, Scope } from "./scope";
import { appTimers } from "./timers";
import { toaster } from "./toast";
import { Visibility } from "./visibility";
import { Watch } from "./watch";

export interface EnginePorts {
  post(message: FromEngine): void;
  open: OpenSocket;
  clock: Clock;
}

const SEEN_MS = 1_000;
const STARTUP = "script · startup";

export class Engine {
  readonly #ports: EnginePorts;
  readonly #watch: Watch;
  readonly #reporter: Reporter;
  readonly #graph: Graph;
  readonly #link: Link;
  readonly #inbox: Inbox;
  readonly #compiler: Compiler;
  readonly #handlers: Handlers;
  readonly #observer: Observer;
  readonly #app: App;
  readonly #disabled: Set<string>;
  readonly #refresh: Refresh;
  readonly #page: PagePorts;
  readonly #visibility: Visibility;
  readonly #playback: Playback;
  readonly #pages: Pages;
  #cancelSeen: (() => void) | null = null;
  #seen = "";
  #shownPage: string | null = null; // as the page was told

  /** `install` puts what app code gets instead of the platform's (console, timers) where `window.x` finds it too. */
  constructor(init: Init, ports: EnginePorts, install: (globals: Record<string, unknown>) => void) {
    const { clock } = ports;
    this.#visibility = new Visibility(init.visible, ports.post);
    const { post } = this.#visibility;
    this.#ports = { ...ports, post };
    this.#disabled = new Set(init.disabled);
    const asks = new Asks(post);
    this.#watch = new Watch((where) => post({ type: "running", where }), clock);
    this.#reporter = new Reporter((report) => post({ type: "report", report }), clock);
    this.#refresh = new Refresh(clock, () => {
      this.#graph.flush();
      this.#app.logic.settle(() => this.#graph.flush());
      this.#playback.changed();
      if (!this.#visibility.visible) return;
      const page = this.#pages.shown;
      this.#app.bindings.show(page);
      this.#app.bindings.post();
      // After its values: a page that is shown has something to show.
      if (page !== this.#shownPage) post({ type: "page", name: page });
      this.#shownPage = page;
      this.#observer.changed();
    });
    this.#graph = new Graph(() => this.#refresh.schedule());
    this.#pages = new Pages(this.#graph, init.page, () => this.#refresh.schedule());
    const onFault = (message: string): void => this.#reporter.report("error", "engine", message);
    this.#inbox = new Inbox(
      clock,
      () => this.#handlers.blocked,
      (error) => onFault(describe(error)),
    );
    this.#link = new Link({
      open: ports.open,
      clock,
      needToken: () => post({ type: "need_token" }),
      onState: (state) => {
        post({ type: "link", ...state });
        for (const query of this.#app.queries.values()) query.onLink(state);
      },
      onFrame: (frame) =>
        this.#inbox.push(
          handleFrame(frame, { link: this.#link, reporter: this.#reporter, app: () => this.#app, post }),
        ),
      onFault,
    });

    const toast = toaster(post, clock);
    const app = (): App => this.#app;
    const where = (): string => this.#watch.current ?? "app code";
    const globals = {
      console: appConsole(this.#reporter, () => this.#compiler, where),
      ...appTimers({
        call: (owner, run) => this.#handlers.call(owner, run),
        where,
        bind: (run) => this.#graph.holding.bind(run),
        refuseWrite: (what) => this.#graph.refuseWrite(what),
      }),
    };
    install(globals);
    this.#playback = new Playback({
      graph: this.#graph,
      clock,
      post,
      *streams() {
        for (const { stream } of app().queries.values()) yield stream;
      },
    });
    const platform = platformNames();
    const utils = utilsApi({ toast, asks, graph: this.#graph, compiler: () => this.#compiler });
    const made = { ...globals, utils, playback: this.#playback.api(), pages: this.#pages.api() };
    const names = appNames(init, made, { graph: this.#graph, clock, post, onFault });
    const scope = new Scope(this.#graph, names.names, platform);
    this.#compiler = new Compiler(scope.proxy);
    const shared = {
      compiler: this.#compiler,
      reporter: this.#reporter,
      watch: this.#watch,
      graph: this.#graph,
      clock,
      post,
      disabled: this.#disabled,
    };
    this.#handlers = new Handlers(
      {
        ...shared,
        query: (name) => this.#app.queries.get(name),
        runnable: (name) => this.#app.runnable(name),
        widget: (name) => this.#app.widget(name),
        state: (name) => this.#app.states.get(name),
        toast,
        asks,
        playback: this.#playback,
        pages: this.#pages,
      },
      this.#disabled,
      () => this.#inbox.resume(),
    );
    this.#app = new App({
      ...shared,
      scope,
      handlers: this.#handlers,
      pages: this.#pages,
      seen: init.seen,
      onDirty: () => this.#refresh.schedule(),
      now: () => this.#playback.at ?? this.#link.server.at(clock.now()),
      queryPorts: {
        link: this.#link,
        clock,
        asks,
        templates: shared,
        reporter: this.#reporter,
        toast,
        onFault: (where, message) => this.#reporter.report("error", where, message),
        fire: (owner, event) => {
          const before = this.#graph.holding.enter("stream");
          try {
            this.#handlers.fire(owner, event);
          } finally {
            this.#graph.holding.enter(before);
          }
        },
        listens: (owner, type) => this.#handlers.listens(owner, type),
        onRaw: (kind, query, at, offset, data, note) => this.#observer.raw(kind, query, at, offset, data, note ?? null),
        onRunFailed: (query, { code, message }) => this.#reporter.report("error", query.name, `${message} (${code})`),
        onChange: (_, status) => {
          this.#observer.changed(status);
          this.#cancelSeen ??= clock.later(SEEN_MS, () => this.#postSeen());
        },
      },
    });
    const { queries } = this.#app;
    this.#observer = new Observer({
      clock,
      post,
      scope,
      bindings: this.#app,
      studio: init.observe,
      queries: () => queries.values(),
      visible: () => this.#visibility.visible,
      busy: () => this.#visibility.busy,
    });
    this.#page = {
      ...shared,
      app: this.#app,
      asks,
      handlers: this.#handlers,
      link: this.#link,
      names,
      observer: this.#observer,
      pages: this.#pages,
      playback: this.#playback,
      refresh: this.#refresh,
      visibility: this.#visibility,
    };
    this.#start(init);
  }

  receive(message: ToEngine): void {
    handlePage(message, this.#page);
  }

  /** A promise of app code that nobody caught, or an error out of a callback. */
  uncaught(error: unknown): void {
    this.#reporter.error(this.#watch.current ?? "app code", error, this.#compiler);
  }

  #start(init: Init): void {
    this.#app.define(init.document);
    this.#app.widgets.restore(init.document.widgets, init.inputs);
    // Wanted before the start-up script runs, so that its broadcasts wait for them; joined after it.
    for (const query of this.#app.queries.values()) {
      const { run_on_load, confirm } = query.definition;
      if (run_on_load && confirm === "") query.load();
    }
    if (init.document.scripts.startup.trim() !== "") {
      try {
        this.#handlers.call(STARTUP, this.#compiler.handler(init.document.scripts.startup, STARTUP));
      } catch (error) {
        this.#reporter.error(STARTUP, error, this.#compiler);
      }
    }
    this.#graph.flush(); // nobody looks yet: so that what the script did isn't told a second time
    if (this.#visibility.visible) this.#app.bindings.start();
    this.#refresh.now();
    this.#ports.post({ type: "started" });
    this.#app.load();
    this.#observer.changed(true);
    this.#link.connect();
  }

  #postSeen(): void {
    this.#cancelSeen = null;
    const seen = this.#app.seen();
    const text = JSON.stringify(seen);
    if (text === this.#seen) return;
    this.#seen = text;
    this.#ports.post({ type: "seen", seen });
  }
}

export function createEngine(
  init: Init,
  ports: EnginePorts,
  install: (globals: Record<string, unknown>) => void = () => {},
): Engine {
  return new Engine(init, ports, install);
}
