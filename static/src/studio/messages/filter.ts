/** Which lines of the list are shown: of what kind, and with which text. */
import type { LogLine } from "../canvas/live";

export type Kinds = "all" | "message" | "sent" | "connection" | "faults";

export interface Filter {
  text: string;
  kinds: Kinds;
}

export const NO_FILTER: Filter = { text: "", kinds: "all" };

export const KINDS: readonly { value: Kinds; label: string }[] = [
  { value: "all", label: "All kinds" },
  { value: "message", label: "Messages" },
  { value: "sent", label: "Sent" },
  { value: "connection", label: "Open and close" },
  { value: "faults", label: "Errors and gaps" },
];

const OF: Record<Exclude<Kinds, "all">, readonly LogLine["kind"][]> = {
  message: ["message"],
  sent: ["sent", "unsent"],
  connection: ["open", "close"],
  faults: ["error", "gap", "unsent"],
};

/** The newest `most` lines that pass, newest first. Letters' case doesn't matter. */
export function shownLines(lines: readonly LogLine[], { text, kinds }: Filter, most: number): LogLine[] {
  const wanted = text.trim().toLowerCase();
  const shown: LogLine[] = [];
  for (let index = lines.length - 1; index >= 0 && shown.length < most; index--) {
    const line = lines[index] as LogLine;
    if (kinds !== "all" && !OF[kinds].includes(line.kind)) continue;
    if (wanted !== "" && !`${line.text} ${line.note ?? ""}`.toLowerCase().includes(wanted)) continue;
    shown.push(line);
  }
  return shown;
}

export const isFiltered = ({ text, kinds }: Filter): boolean => text.trim() !== "" || kinds !== "all";

/** The newest `most` of all queries, oldest first. */
export function merged(all: ReadonlyMap<string, readonly LogLine[]>, most: number): LogLine[] {
  return [...all.values()]
    .flatMap((lines) => lines.slice(-most))
    .sort((a, b) => a.id - b.id)
    .slice(-most);
}
