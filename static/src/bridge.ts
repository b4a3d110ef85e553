/**
 * What the page around the sandbox (the host: viewer page or studio) and the sandboxed player say to each other.
 *
 * The player posts `Ready` to its parent; the host answers with `Connect`, handing over one end of a MessageChannel.
 * All else goes over that port, so no other window can join in. Nothing here ever carries a cookie or an API's answer
 * that the app may not see.
 */
import type { AppDocument, Parent, WidgetType } from "./document";
import type { StreamStatus, User } from "./protocol";

export type Theme = "light" | "dark";
/** `view`: a viewer's page. `edit`: the studio's canvas: widgets can be selected, moved and resized. */
export type Mode = "view" | "edit";

export interface Ready {
  type: "lowstream.ready";
}
export interface Connect {
  type: "lowstream.connect";
} // its transfer list holds the port

/** A position in a stream this session has been shown before; makes `event.replay` true after a reload. */
export interface Seen {
  epoch: string;
  offset: number;
  connection: number;
}

/** A JSON-like preview of a live value: at most 4 levels, 50 entries a level, 200 characters a text. */
export type Preview = unknown;

export interface QueryReport {
  name: string;
  status: StreamStatus;
  rate: number;
  messages: number;
  window: number;
  received: number; // received + replaced + gaps: all that the stream has numbered since the session joined it
  replaced: number;
  gaps: number;
  behind: number; // messages; over 0 while this viewer lags
  lastMessageAt: number | null;
}
export interface RawMessage {
  query: string;
  kind: "message" | "sent" | "unsent" | "open" | "close" | "error" | "gap"; // unsent: a broadcast that was refused
  at: number;
  offset: number | null;
  text: string;
  note?: string; // of what was sent: "taken after 12 ms", or why it was not
}
/** The app's URL as app code sees it: `url.query.pair`, `url.hash`. */
export interface AppUrl {
  query: Record<string, string>;
  hash: string; // with its #, or empty
}

/** What the app asks the page around it to do; the answer is an `answered` with the same id. */
export type Ask =
  | { kind: "open_url"; url: string; new_tab: boolean } // http, https, mailto; another site: the viewer is asked
  | { kind: "open_app"; app: string; parameters: Record<string, string>; new_tab: boolean }
  | { kind: "copy"; text: string }
  | { kind: "save"; name: string; bytes: ArrayBuffer }; // a file, on the viewer's machine; its ending says its type

/** Whether it was done; else why not. `code`: cancelled, denied, bad_url, too_large, rate_limited, … */
export interface Answer {
  ok: boolean;
  code?: string;
  error?: string;
}

/** How far the app's live data is frozen. `from` to `to` (ms) is what can be stepped through, `at` where it stands. */
export interface PlaybackState {
  paused: boolean;
  at: number | null;
  from: number | null;
  to: number | null;
  newer: number; // messages that came since the pause, in all queries
}

/** Where on a grid something stands. */
export interface Spot {
  parent: Parent | null; // the container it stands in; of tabs, with the tab's key
  x: number;
  y: number;
  w: number;
  h: number;
}
export interface Place extends Spot {
  name: string;
}

/** Something app code or the engine has to tell its author. `where`: "krakenStockTicker · success · handler 1", "script · startup", "price · value". */
export interface Report {
  level: "log" | "info" | "warn" | "error";
  where: string;
  message: string;
  line: number | null;
  at: number;
}

export type HostMessage =
  | {
      type: "init";
      document: AppDocument;
      mode: Mode;
      theme: Theme;
      title: string;
      header: boolean;
      user: User | null;
      url: AppUrl;
      page: string; // of the app, to begin with; empty: the first
      kept: Record<string, unknown>; // what the app keeps in this browser (`localStorage` of app code)
      seen: Record<string, Seen>;
      observe: boolean;
    }
  | { type: "token"; token: string; socket: string } // answers need_token; `socket` is the full ws(s):// address
  | { type: "no_token"; message: string; retry: boolean } // signed out, app gone: the player says so
  | { type: "document"; document: AppDocument; release?: boolean } // edited: queries whose definition changed have to be run again by `command`; `release`: published, what runs on load does so
  | { type: "restart" } // start the engine afresh with the present document
  | { type: "mode"; mode: Mode }
  | { type: "theme"; theme: Theme }
  | { type: "select"; names: string[]; focus?: boolean } // `focus`: keys go to the last of them from now on
  | { type: "places"; places: Place[] } // moved in the studio; nothing else has changed
  | { type: "insert"; widget: WidgetType; x: number; y: number; phase: "over" | "drop" } // dragged from the palette; x, y: of the frame
  | { type: "insert_end" } // it has left the canvas, or was given up
  | { type: "page"; name: string } // show this page of the app
  | { type: "command"; id: number; query: string; command: "disconnect" }
  | { type: "command"; id: number; query: string; command: "run"; params?: Record<string, unknown> } // over its arguments; also of a JavaScript query
  | { type: "broadcast"; id: number; query: string; text: string; encoding?: "text" | "base64"; remember?: string }
  | { type: "evaluate"; id: number; template: string; given?: Record<string, unknown> } // the value of a binding, as typed; `given`: at most two names that stand for values in it, such as `event`
  | { type: "picture"; id: number } // of the canvas: the result's value is an ArrayBuffer of WebP or PNG. Refused while somebody works on the canvas
  | { type: "picture_end"; id: number } // it is not waited for any more
  | ({ type: "answered"; id: number } & Answer) // to an `ask`
  | { type: "flood"; frame: number } // the player's frame of this number posts to the host's window without end
  | { type: "kept"; values: Record<string, unknown> }; // another tab of this app has changed what is kept

export type PlayerMessage =
  | { type: "need_token" }
  | { type: "seen"; seen: Record<string, Seen> } // at most once a second
  | { type: "ask"; id: number; ask: Ask }
  | { type: "keep"; key: string; value: unknown } // undefined: removed
  | { type: "started" } // the engine runs, the first render is done
  | { type: "queries"; queries: QueryReport[] } // with `observe`, at most 4 a second, when changed
  | { type: "state"; state: Record<string, Preview> } // likewise: every name app code can say
  | { type: "raw"; messages: RawMessage[]; dropped: number } // likewise; the newest 200
  | { type: "report"; report: Report }
  | { type: "release"; number: number | null } // another release is live; null: the app was unpublished
  | { type: "draft"; revision: number } // of a session of the draft: which one is saved now
  | { type: "page"; name: string } // this page of the app is shown now
  | { type: "values"; values: Record<string, Preview>; errors: Record<string, string> } // with `observe`: "widget.property" → value or error of its binding
  | { type: "select"; names: string[] }
  | { type: "places"; places: Place[]; names: string[] } // after a drag or resize of `names`; others may have made room
  | { type: "inserted"; widget: WidgetType; spot: Spot; page: string } // dropped from the palette; `page`: the one shown there
  | { type: "cut"; names: string[] } // they are on the clipboard
  | { type: "paste"; text: string } // widgets, as `clipOf` writes them
  | { type: "menu"; x: number; y: number } // asked for what can be done with what is selected; x, y: of the frame
  | { type: "shortcut"; key: string } // a key pressed while the canvas has focus, e.g. "mod+z"
  | { type: "result"; id: number; ok: boolean; value?: Preview; error?: string };
