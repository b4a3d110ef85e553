/** Lines of the list read as JSON, once each. */
import type { LogLine } from "../canvas/live";

const CUT = "…"; // the engine cuts longer texts, which then are no JSON

const known = new WeakMap<LogLine, { value: unknown } | null>();

/** The message of a line; null where it is none, or can't be read. */
export function messageOf(line: LogLine): { value: unknown } | null {
  const before = known.get(line);
  if (before !== undefined) return before;
  const read = line.kind === "message" ? parsed(line.text) : null;
  known.set(line, read);
  return read;
}

function parsed(text: string): { value: unknown } | null {
  if (text.endsWith(CUT)) return null;
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

/** The messages of these lines that can be read. */
export const messagesOf = (lines: readonly LogLine[]): unknown[] =>
  lines.flatMap((line) => {
    const read = messageOf(line);
    return read ? [read.value] : [];
  });
