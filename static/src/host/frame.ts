/**
 * The page's side of the sandbox: makes the iframe, hands it one end of a channel, and answers for tokens and session.
 * The viewer's page and the studio's canvas are made of it.
 */

import { ApiError } from "../api/http";
import { openSession, type Session, type SessionMode } from "../api/session";
import type { Answer, AppUrl, Ask, Connect, HostMessage, Mode, PlayerMessage, Ready, Report, Theme } from "../bridge";
import type { AppDocument } from "../document";
import type { FloodWatch } from "../floods";
import type { Asks } from "./asks";
import { type Kept, openKept } from "./kept";
import { openStore, type Store } from "./store";

const RETRY_FIRST_MS = 1_000;
const RETRY_MAX_MS = 30_000;
// A token lives 60 s; one that was minted with the document is still good if the engine asks within this time.
const FRESH_MS = 30_000;
// The player's code is 100 KB; a line on which that takes longer is as good as none.
const READY_MS = 20_000;
const ASKS_MAX = 20; // of the app, without an answer; further ones are refused

export interface FrameOptions {
  app: { id: number | string };
  /** Which document the session is for: the live release, or the draft (editors). */
  session: SessionMode;
  /** `view` for viewers, `edit` for the canvas. */
  mode: Mode;
  theme: Theme;
  /** Whether the player shows its own header with title and connection. */
  header: boolean;
  /** Whether the player tells state, values and raw messages, for the studio. */
  observe?: boolean;
  /** Types of widgets that will be drawn: the frame loads their code, and that of its mode, before it has a document. */
  draws?: ReadonlySet<string>;
  /** Shown instead of the session's document, e.g. a draft that isn't saved yet. Read when the frame starts. */
  document?: () => AppDocument;
  /** Which page of the app to begin with, read when the app starts; the first, if it isn't said. */
  page?: () => string;
  /** The embed token that the page was opened with, in a frame of another site. */
  embed?: string;
  /** The page's, as app code sees `url`. */
  url?: AppUrl;
  /** Told of each session opened: the first, and those after a token ran out. */
  onSession?: (session: Session) => void;
  /** Told of the session whose document is shown now: when the app starts, and with each release shown after that. */
  onShown?: (session: Session) => void;
  /** Told when the player hasn't come up in time: its code could not be loaded. */
  onSilent?: () => void;
}

export interface Frame {
  readonly element: HTMLIFrameElement;
  /** Sent at once, or as soon as the player listens. Before `init` only the newest 100 are kept (drop oldest). */
  post(message: HostMessage): void;
  /** Every message of the player. Returns the unsubscription. */
  on(listener: (message: PlayerMessage) => void): () => void;
  /**
   * Show the release that is live now. The app goes on: its streams, states and what was typed stay. Rejects when it
   * can't be had.
   */
  update(): Promise<void>;
  destroy(): void;
}

const EARLY_MAX = 100;

export function createFrame(container: HTMLElement, options: FrameOptions): Frame {
  const element = document.createElement("iframe");
  const listeners = new Set<(message: PlayerMessage) => void>();
  const life = new AbortController();
  let early: HostMessage[] = [];
  let port: MessagePort | null = null;
  let kept: Kept | null = null;
  let store: Store | null = null;
  let asks: Promise<Asks> | null = null;
  let asked = 0;
  let theme = options.theme;
  let mode = options.mode;
  let release: number | null | undefined;
  let person: number | null = null;
  let asking = false;
  let starts = 0;
  let opening: Promise<Kept> | null = null;
  let started = false;
  let queue: Promise<unknown> = Promise.resolve();
  let minted: { session: Session; at: number } | null = null;
  /** The first session, asked for while the frame's own code is loading. */
  let ahead: Promise<{ session: Session; at: number }> | null = null;

  const silence = setTimeout(() => options.onSilent?.(), READY_MS);

  element.setAttribute("sandbox", "allow-scripts");
  element.title = "App";
  element.className = "app-frame";
  // The app is named, for the sites that may show it: they are around this page, and so around the frame.
  const named = window.parent === window ? "" : `?app=${encodeURIComponent(options.app.id)}`;
  element.src = `/frame/${named}${options.draws ? `#${[mode, ...options.draws].join()}` : ""}`;

  const send = (message: HostMessage) => port?.postMessage(message);

  /** One after the other, so that the last to come tells what is live now; each ends, by the client's time-out. */
  const open = (): Promise<Session> => {
    const next = queue.then(openNow);
    queue = next.catch(() => undefined);
    return next;
  };

  const openNow = async (): Promise<Session> => {
    opening ??= openKept(`lowstream.${options.app.id}.${options.session}`, {
      storage: tabStorage(),
      locks: navigator.locks,
      randomId,
    });
    kept = await opening;
    if (life.signal.aborted) kept.release();
    const session = await openSession(options.app.id, {
      mode: options.session,
      ...(kept.session ? { session: kept.session } : {}),
      ...(options.embed ? { embed: options.embed } : {}),
    });
    kept.keepSession(session.session);
    options.onSession?.(session);
    return session;
  };

  const mint = async () => ({ session: await open(), at: Date.now() });

  const sendToken = (session: Session) =>
    send({ type: "token", token: session.token, socket: socketOf(session.socket) });

  /** Starts the app for this session's person, with what they have kept. */
  const begin = (session: Session) => {
    release = session.release;
    person = session.user?.id ?? null;
    started = true;
    store?.close();
    store = openStore({
      app: options.app.id,
      user: person,
      draft: options.session === "draft",
      // Who has no account here can't be told from the next one: what an embedded app keeps ends with the page.
      ...(options.embed ? { storage: null } : {}),
      onChange: (values) => send({ type: "kept", values }),
      onLost: (message) => tell({ level: "warn", where: "localStorage", message, line: null, at: Date.now() }),
    });
    send({
      type: "init",
      document: options.document?.() ?? session.document,
      mode,
      theme,
      title: session.title,
      header: options.header,
      user: session.user,
      url: options.url ?? { query: {}, hash: "" },
      page: options.page?.() ?? "",
      kept: store.values(),
      seen: kept?.seen ?? {},
      observe: options.observe ?? false,
    });
    for (const message of early) send(message);
    early = [];
    options.onShown?.(session);
  };

  const show = (session: Session) => {
    if (session.release === release) return;
    release = session.release;
    send({ type: "document", document: session.document, release: true });
    options.onShown?.(session);
  };

  /** Goes on with what another session brings. */
  const follow = (session: Session) => {
    // Somebody else has signed in meanwhile, in another tab: what one person sees and keeps is not the next one's.
    if ((session.user?.id ?? null) !== person) begin(session);
    else if (options.session === "release") show(session);
  };

  /** Opens the session for `init`, again and again while the server can't be reached. */
  const start = async () => {
    const mine = ++starts;
    const over = () => life.signal.aborted || mine !== starts; // the frame is gone, or was loaded once more
    for (let delay = RETRY_FIRST_MS; !over(); delay = Math.min(RETRY_MAX_MS, delay * 2)) {
      try {
        const asked = ahead ?? mint();
        ahead = null;
        const opened = await asked;
        if (over()) return;
        minted = opened;
        begin(opened.session);
        return;
      } catch (error) {
        if (over() || !sayWhy(error)) return;
        await pause(delay, life.signal);
      }
    }
  };

  /** Tells the player why there is no token. Returns whether another try makes sense. */
  const sayWhy = (error: unknown): boolean => {
    const retry = error instanceof ApiError ? error.unreachable || error.status === 429 || error.status >= 500 : true;
    const message = error instanceof Error ? error.message : String(error);
    send({ type: "no_token", message, retry });
    return retry;
  };

  const renew = async () => {
    if (minted && Date.now() - minted.at < FRESH_MS) {
      const { session } = minted;
      minted = null; // each token opens one socket
      sendToken(session);
      return;
    }
    try {
      const session = await open();
      if (life.signal.aborted) return;
      // Also a new release while the socket was cut: its document is what the server now knows the queries of.
      follow(session);
      sendToken(session);
    } catch (error) {
      sayWhy(error);
    }
  };

  /** Something of this page's own for the app's author. */
  const tell = (report: Report) => {
    for (const listener of listeners) listener({ type: "report", report });
  };

  /** Does what the app asks of this page, if it may. Its code is fetched when it is first needed. */
  const answer = async (ask: Ask): Promise<Answer> => {
    if (asked >= ASKS_MAX) return { ok: false, code: "rate_limited", error: `${ASKS_MAX} requests wait already` };
    asked += 1;
    try {
      // The studio looks on, and has work of its own around the app.
      asks ??= import("./asks").then(({ Asks }) => new Asks({ stays: options.observe ?? false }));
      return await (await asks).take(ask);
    } catch {
      asks = null; // another try with the next
      return { ok: false, code: "failed", error: "the page could not load what this needs; try again" };
    } finally {
      asked -= 1;
    }
  };

  /** What was asked by an app that is gone needs no answer. */
  const withdraw = () => void asks?.then((loaded) => loaded.withdraw());

  const receive = (message: PlayerMessage, from: MessagePort) => {
    if (message.type === "need_token") {
      if (!asking) {
        asking = true;
        void renew().finally(() => {
          asking = false;
        });
      }
    } else if (message.type === "seen") {
      kept?.keepSeen(message.seen);
    } else if (message.type === "keep") {
      store?.keep(message.key, message.value);
    } else if (message.type === "ask") {
      const { id, ask } = message;
      void answer(ask).then((how) => from.postMessage({ type: "answered", id, ...how } satisfies HostMessage));
    }
    for (const listener of listeners) listener(message);
  };

  // Each load of the frame says it is ready; a frame that reloaded gets a new channel and starts afresh.
  let floods: Promise<FloodWatch> | null = null; // most apps have nobody in them who could
  const heard = (inside: Window, source: MessageEventSource | null) => {
    floods ??= import("../floods").then(({ FloodWatch }) => new FloodWatch((frame) => send({ type: "flood", frame })));
    floods.then(
      (watch) => watch.heard(inside, source),
      () => {
        floods = null; // another try with the next
      },
    );
  };
  const onReady = (event: MessageEvent) => {
    const inside = element.contentWindow;
    if (inside && event.source !== inside) heard(inside, event.source);
    if (!inside || event.source !== inside || (event.data as Ready | null)?.type !== "lowstream.ready") return;
    clearTimeout(silence);
    port?.close();
    const channel = new MessageChannel();
    const mine = channel.port1;
    port = mine;
    mine.onmessage = ({ data }: MessageEvent<PlayerMessage>) => receive(data, mine);
    withdraw();
    // The frame's origin is opaque, so it can't be named; the port goes to this one window.
    inside.postMessage({ type: "lowstream.connect" } satisfies Connect, "*", [channel.port2]);
    started = false;
    void start();
  };

  addEventListener("message", onReady, { signal: life.signal });
  container.append(element);
  ahead = mint();
  ahead.catch(() => undefined); // said when the frame is there to say it

  return {
    element,
    post(message) {
      if (message.type === "theme") theme = message.theme;
      if (message.type === "mode") mode = message.mode;
      if (started) send(message);
      else if (!["theme", "mode", "document"].includes(message.type)) early = [...early, message].slice(-EARLY_MAX);
    },
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async update() {
      const session = await open();
      if (life.signal.aborted) return;
      minted = { session, at: Date.now() };
      follow(session);
    },
    destroy() {
      life.abort();
      clearTimeout(silence);
      port?.close();
      port = null;
      listeners.clear();
      element.remove();
      withdraw();
      store?.close();
      kept?.release();
    },
  };
}

/** The full ws(s):// address of the live socket. */
export function socketOf(path: string, base: string = location.href): string {
  const address = new URL(path, base);
  address.protocol = address.protocol === "https:" ? "wss:" : address.protocol === "http:" ? "ws:" : address.protocol;
  return address.href;
}

/** Browsers may keep storage from pages in other sites' frames; then nothing outlives a reload. */
function tabStorage(): Pick<Storage, "getItem" | "setItem"> {
  try {
    return sessionStorage;
  } catch {
    return { getItem: () => null, setItem: () => {} };
  }
}

function randomId(): string {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
