/** What a stream has sent: its newest raw messages as values. */
import type { LogLine } from "../canvas/live";
import type { World } from "./world";

const SAMPLES_MAX = 30; // messages looked at: several kinds may take turns on one stream

const parsed = new WeakMap<LogLine, { value: unknown } | null>();

/** The data of the newest messages, newest first. */
export function samplesOf(query: string, { messages, state }: Pick<World, "messages" | "state">): unknown[] {
  const lines = (messages.get(query) ?? []).filter((line) => line.kind === "message").slice(-SAMPLES_MAX);
  const found = lines.reverse().flatMap((line) => {
    const read = readOf(line);
    return read ? [read.value] : [];
  });
  if (found.length > 0) return found;
  const known = state[query];
  return known !== null && typeof known === "object" && "data" in known && known.data !== null ? [known.data] : [];
}

/** Null for a message that was cut short for its size. */
function readOf(line: LogLine): { value: unknown } | null {
  let read = parsed.get(line);
  if (read === undefined) {
    read = parse(line.text);
    parsed.set(line, read);
  }
  return read;
}

function parse(text: string): { value: unknown } | null {
  if (text.endsWith("…")) return null;
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { value: text };
  }
}
