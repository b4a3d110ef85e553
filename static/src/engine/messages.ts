/**
 * What the sandboxed page (the player) and the engine's Worker say to each other.
 *
 * The page's first `worker.postMessage(null, [port])` hands over one end of a MessageChannel; all else goes over that
 * port, in both directions. App code lives in the Worker's global scope and could listen there; the port it can't see.
 */
import type { AppUrl, HostMessage, Mode, PlaybackState, PlayerMessage, Seen } from "../bridge";
import type { AppDocument } from "../document";
import type { User } from "../protocol";

export interface Init {
  type: "init"; // once, first; a new start is a new Worker
  document: AppDocument;
  mode: Mode;
  user: User | null;
  url: AppUrl;
  page: string; // of the app, to begin with; empty or unknown: the first
  kept: Record<string, unknown>; // what the app keeps in this browser
  screen: { width: number; height: number };
  visible: boolean; // whether the tab is shown
  libraries: string[]; // source texts of what the document's code mentions (lodash, dayjs), run before app code
  seen: Record<string, Seen>; // the newest the page has: the host's, or what the engine stopped before this one posted
  observe: boolean; // the studio looks on: post `state`, `raw` and `values` too
  disabled: string[]; // every `where` the watchdog stopped; cleared by the page when the document changes
  inputs: WidgetInputs; // what was entered already; empty at the first start
}

/** What the viewer has changed, by widget and state field (see `widgets/behaviour.ts`). */
export type WidgetInputs = Record<string, Record<string, unknown>>;

/** From the page to the engine. */
export type ToEngine =
  | Init
  | Extract<
      HostMessage,
      { type: "token" | "no_token" | "document" | "command" | "broadcast" | "evaluate" | "answered" | "kept" }
    >
  | { type: "widget"; widget: string; field: string; value: unknown } // entered (before its event); undefined: reset
  | { type: "event"; widget: string; event: string; data: unknown } // click, change, submit, row_click
  | { type: "screen"; width: number; height: number }
  | { type: "page"; name: string } // show this page of the app
  | { type: "visible"; visible: boolean; busy?: boolean } // not: handlers run on, nothing is evaluated or posted for the page; `busy`: for as long as a hand drags on it
  | { type: "playback"; do: "pause" | "resume" }
  | { type: "playback"; do: "step"; by: number } // messages; negative: back
  | { type: "playback"; do: "seek"; at: number } // ms
  | { type: "ping"; n: number } // each second; 3 s without a `pong`: the page stops the Worker
  | { type: "wake" }; // the page is shown or online again: connect now, don't wait for the next attempt

/** The engine's own connection to the server, for a banner; each query's status tells of it as well. */
export interface LinkState {
  state: "connecting" | "open" | "lost" | "ended"; // ended: final (signed out, replaced, forbidden)
  code: string | null; // a close code as text, or why there is no token
  message: string | null;
  next_retry_at: number | null; // ms since the Unix epoch
}

/** From the engine to the page. */
export type FromEngine =
  | Extract<
      PlayerMessage,
      {
        type:
          | "need_token"
          | "seen"
          | "started"
          | "queries"
          | "state"
          | "raw"
          | "report"
          | "values"
          | "result"
          | "release"
          | "draft"
          | "ask"
          | "keep"
          | "page";
      }
    > // `queries` also without `observe`: the connection widget shows them; `started`: the first `props` were posted
  | Props
  | ({ type: "link" } & LinkState)
  | { type: "toast"; level: "info" | "success" | "warning" | "error"; text: string; duration_ms: number }
  | { type: "set"; widget: string; field: string; value: unknown } // app code changed a state field; undefined: reset
  | { type: "method"; widget: string; method: string; args: unknown[] } // for the widget's view
  | { type: "confirm"; id: number; text: string } // ask the viewer; the answer is an `answered`
  | { type: "export"; id: number; name: string; format: "txt" | "json" | "csv" | "xlsx"; data: unknown } // likewise
  | ({ type: "playback" } & PlaybackState)
  | { type: "running"; where: string | null } // app code about to run; null: the engine is idle again
  | { type: "pong"; n: number };

/**
 * Widget properties whose value changed: `props[widget][property]`. Only template properties (and `hidden`) come here;
 * the rest (kind, columns, limit, …) stands in the document. Arrays of `data` are cut to the widget's newest `limit` rows;
 * the rows of a widget with a `source` come as `rows`, and so do those of a lone `{{ query.messages }}`.
 * `errors[widget][property]` is a text when the newest evaluation failed (the value stays the last good one), null once
 * it is good again. At most one such message per 16 ms.
 */
export interface Props {
  type: "props";
  props: Record<string, Record<string, unknown>>;
  errors: Record<string, Record<string, string | null>>;
  /** Rows from windows, by widget: what changed since the last such message. */
  rows: Record<string, RowsDelta>;
}

/** Rows with where each came from; the three lists go together. */
export interface Rows {
  rows: unknown[];
  /** Index into `queries`, ms, and offset of each row's message: flat, three numbers a row. */
  origins: number[];
}

/** Applied in order to what the page holds; `reset` first empties it. `queries`: names that `origins` refer to. */
export interface RowsDelta {
  reset: boolean;
  queries: readonly string[];
  splices: ({ at: number; remove: number } & Rows)[];
}
