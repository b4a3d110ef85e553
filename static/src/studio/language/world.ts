/** What code is written in: the app's document, what of it is known live, and where in the app the code stands. */
import type { Preview } from "../../bridge";
import type { AppDocument, StreamQuery } from "../../document";
import type { LogLine } from "../canvas/live";

/** What a field of code is given besides the app's names. */
export interface CodeScope {
  /** A handler: of whom, and of which event. */
  event?: { owner: string; name: string };
  /** The code of a JavaScript query: what it is run with. */
  args?: readonly { name: string; value: string }[];
  /** A template that is evaluated for each row of this widget. */
  row?: string;
  /** Part of a connection's definition: the server fills in `{{ params.x }}` and the like, and runs no code. */
  definition?: StreamQuery;
  /** … of an automatic reply, which may say `{{ message.x }}`. */
  reply?: boolean;
}

export interface World {
  document: AppDocument;
  /** Every name of the running app, previewed. */
  state: Readonly<Record<string, Preview>>;
  /** "widget.property" → its value. */
  values: Readonly<Record<string, Preview>>;
  /** Raw messages by query, oldest first. */
  messages: ReadonlyMap<string, readonly LogLine[]>;
  /** The names of the workspace's secrets, as far as they are known. */
  secrets: readonly string[];
  scope: CodeScope;
}

/** The names that the code is given and doesn't take from the app. */
export function givenNames({ event, args, row }: CodeScope): string[] {
  return [...(event ? ["event"] : []), ...(args ? ["args"] : []), ...(row ? ["item", "index"] : [])];
}
