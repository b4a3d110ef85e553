/** What a log's entries say: strings as they are; objects with time, level and text; all else as JSON. */
import { type RowReader, rowReader } from "../data/path";
import { asText } from "../data/rows";
import { formatClock, toMillis } from "../data/time";
import type { RowOrigin } from "../view";

export type Level = "debug" | "info" | "success" | "warning" | "error";

export interface Line {
  /** Clock text; empty when the entry has no time. */
  at: string;
  level: Level;
  /** Whether the entry says its level. */
  told: boolean;
  text: string;
}

/** Where time, level and text lie; '' = under their usual names. */
export interface Fields {
  time: string;
  level: string;
  text: string;
}

export type LineReader = (entry: unknown, origin?: RowOrigin | null) => Line;

/** Beside the colour, in the line itself. */
export const MARKS: Readonly<Record<Level, string>> = {
  debug: "DBG",
  info: "INF",
  success: "OK",
  warning: "WRN",
  error: "ERR",
};

/** From the least to the gravest; success counts as information. */
export const RANKS: Readonly<Record<Level, number>> = { debug: 0, info: 1, success: 1, warning: 2, error: 3 };

const LEVELS: Readonly<Record<string, Level>> = {
  trace: "debug",
  debug: "debug",
  info: "info",
  information: "info",
  notice: "info",
  log: "info",
  success: "success",
  ok: "success",
  warn: "warning",
  warning: "warning",
  error: "error",
  err: "error",
  fatal: "error",
  critical: "error",
};

const TEXT_MAX = 2_000; // characters of a line; more is off every screen
const TEXT_KEYS = ["text", "message", "msg"];
const TIME_KEYS = ["time", "at", "timestamp", "ts"];
const LEVEL_KEYS = ["level", "severity"];

export function lineReader({ time, level, text }: Fields): LineReader {
  const [readTime, readLevel, readText] = [named(time, TIME_KEYS), named(level, LEVEL_KEYS), named(text, TEXT_KEYS)];
  return (entry, origin) => {
    const isObject = typeof entry === "object" && entry !== null;
    const words = isObject || text !== "" ? readText(entry, origin) : entry;
    const told = isObject || level !== "" ? levelOf(readLevel(entry, origin)) : null;
    const ms = isObject || time !== "" ? toMillis(readTime(entry, origin)) : Number.NaN;
    return {
      at: Number.isFinite(ms) && (words !== undefined || time !== "") ? formatClock(ms) : "",
      level: told ?? "info",
      told: told !== null,
      text: cut(asText(words ?? entry)),
    };
  };
}

function named(path: string, usual: readonly string[]): RowReader {
  if (path !== "") return rowReader(path);
  return (entry) => {
    if (Array.isArray(entry)) return undefined;
    const fields = entry as Record<string, unknown>;
    for (const key of usual) {
      if (Object.hasOwn(fields, key) && fields[key] !== undefined && fields[key] !== null) return fields[key];
    }
    return undefined;
  };
}

function levelOf(value: unknown): Level | null {
  return typeof value === "string" ? (LEVELS[value.trim().toLowerCase()] ?? null) : null;
}

function cut(text: string): string {
  const single = text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text;
  return single.replace(/\s*\n\s*/g, " ⏎ ");
}

/** The text in pieces; every other one is what was searched for. */
export function pieces(text: string, search: string): string[] {
  const wanted = search.trim().toLowerCase();
  if (wanted === "") return [text];
  const low = text.toLowerCase();
  const found: string[] = [];
  let from = 0;
  for (let at = low.indexOf(wanted); at >= 0; at = low.indexOf(wanted, from)) {
    found.push(text.slice(from, at), text.slice(at, at + wanted.length));
    from = at + wanted.length;
  }
  found.push(text.slice(from));
  return found;
}

/** Places of the entries that contain the text and are at least of that rank; null: all do. */
export function matching(
  entries: readonly unknown[],
  origins: readonly RowOrigin[] | null,
  read: LineReader,
  search: string,
  rank: number,
): readonly number[] | null {
  const wanted = search.trim().toLowerCase();
  if (wanted === "" && rank === 0) return null;
  const places: number[] = [];
  for (let place = 0; place < entries.length; place++) {
    const line = read(entries[place], origins?.[place]);
    if (RANKS[line.level] >= rank && (wanted === "" || line.text.toLowerCase().includes(wanted))) places.push(place);
  }
  return places;
}
