/** What a log's entries say: strings as they are; objects with time, level and text; all else as JSON. */
import { asText } from "../data/rows";
import { formatClock, toMillis } from "../data/time";

export type Level = "debug" | "info" | "success" | "warning" | "error";

export interface Line {
  /** Clock text; empty when the entry has no time. */
  at: string;
  level: Level;
  text: string;
}

const LEVELS: Record<string, Level> = {
  trace: "debug",
  debug: "debug",
  info: "info",
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

function firstOf(entry: Record<string, unknown>, keys: readonly string[]): unknown {
  for (const key of keys) if (entry[key] !== undefined && entry[key] !== null) return entry[key];
  return undefined;
}

function cut(text: string): string {
  const single = text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text;
  return single.replace(/\s*\n\s*/g, " ⏎ ");
}

export function lineOf(entry: unknown): Line {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
    return { at: "", level: "info", text: cut(asText(entry)) };
  }
  const fields = entry as Record<string, unknown>;
  const words = firstOf(fields, TEXT_KEYS);
  const level = LEVELS[String(fields.level ?? "").toLowerCase()] ?? "info";
  if (words === undefined) return { at: "", level, text: cut(asText(entry)) };
  const ms = toMillis(firstOf(fields, TIME_KEYS));
  return { at: Number.isFinite(ms) ? formatClock(ms) : "", level, text: cut(asText(words)) };
}
