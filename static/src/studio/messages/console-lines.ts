/** The console's lines as they are shown: filtered, and those that repeat counted. */
import type { Report } from "../../bridge";
import type { ConsoleLine } from "../canvas/live";

/** At least as grave as this. */
export type Level = "all" | "warn" | "error";

export const LEVELS: readonly { value: Level; label: string }[] = [
  { value: "all", label: "All levels" },
  { value: "warn", label: "Warnings and errors" },
  { value: "error", label: "Errors" },
];

const SHOWN: Readonly<Record<Level, readonly Report["level"][]>> = {
  all: ["log", "info", "warn", "error"],
  warn: ["warn", "error"],
  error: ["error"],
};

export interface Entry {
  /** The newest of those that say the same in a row. */
  line: ConsoleLine;
  /** What it says, without the engine's own count. */
  message: string;
  count: number;
}

/** Newest first. */
export function entriesOf(lines: readonly ConsoleLine[], level: Level, text: string): Entry[] {
  const low = text.trim().toLowerCase();
  const entries: Entry[] = [];
  for (const line of lines) {
    if (!SHOWN[level].includes(line.level)) continue;
    if (low && !`${line.where} ${line.message}`.toLowerCase().includes(low)) continue;
    const { message, more } = read(line.message);
    const last = entries[entries.length - 1];
    if (last && isSame(last, line, message)) {
      last.count += more;
      last.line = line;
    } else entries.push({ line, message, count: more });
  }
  return entries.reverse();
}

/** The engine counts what comes within a second: `boom (41 more like this)`. */
function read(text: string): { message: string; more: number } {
  const match = /^([\s\S]*) \((\d+) more like this\)$/.exec(text);
  return match ? { message: match[1] ?? "", more: Number(match[2]) } : { message: text, more: 1 };
}

const isSame = ({ line, message }: Entry, other: ConsoleLine, text: string): boolean =>
  message === text && line.where === other.where && line.level === other.level && line.line === other.line;
