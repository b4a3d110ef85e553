/** Why a stream is not simply open, in words: what happened, what the upstream said, what comes next. */
import type { StreamStatus } from "../../protocol";
import { countdown } from "../../ui/status";
import { duration } from "../format";

/** Beside the dot: `open · 1 h 12 min`, `retrying in 4 s · attempt 3`. */
export function statusLine(status: StreamStatus | undefined, now: number): string {
  if (!status) return "idle";
  if (status.status === "retrying") {
    const when = status.next_retry_at === null ? "retrying" : `retrying ${countdown(status.next_retry_at, now)}`;
    return status.attempt > 1 ? `${when} · attempt ${status.attempt}` : when;
  }
  if (status.status === "open" || status.status === "degraded") {
    return `${status.status} · ${duration(now - status.at)}`;
  }
  return status.status;
}

export interface Reason {
  tone: "busy" | "fail" | "quiet";
  text: string;
  /** What the upstream's close frame said, where the text doesn't. */
  close: string | null;
}

const DEGRADED: Record<string, string> = {
  store_down:
    "The store of windows doesn't answer. The upstream stays connected and messages are held back; what doesn't fit is told as a gap.",
  store_full:
    "The store of windows is full. The upstream stays connected and messages are held back; what doesn't fit is told as a gap.",
};

/** What there is to say of a status beyond its name; null when nothing is. */
export function reasonOf(status: StreamStatus | undefined): Reason | null {
  if (!status || status.status === "open") return null;
  const close = closeText(status);
  const text = status.message ?? (status.status === "degraded" ? (DEGRADED[status.code ?? ""] ?? null) : null);
  if (text === null && close === null) return null;
  const tone =
    status.status === "failed" ? "fail" : status.status === "closed" || status.status === "idle" ? "quiet" : "busy";
  const said = text ?? "The upstream closed the connection.";
  return { tone, text: said, close: close && repeats(status, said) ? null : close };
}

/** `1008 · policy violation · “bad token”` */
function closeText(status: StreamStatus): string | null {
  if (status.close_code === null) return null;
  const meaning = closeMeaning(status.close_code);
  const parts = [String(status.close_code), meaning, status.close_reason ? `“${status.close_reason}”` : null];
  return parts.filter(Boolean).join(" · ");
}

function repeats({ close_code, close_reason }: StreamStatus, text: string): boolean {
  return text.includes(String(close_code)) && (!close_reason || text.includes(close_reason));
}

// RFC 6455 §7.4.1 and the IANA registry of WebSocket close codes.
const MEANINGS: Record<number, string> = {
  1000: "normal closure",
  1001: "going away",
  1002: "protocol error",
  1003: "unsupported data",
  1005: "no code given",
  1006: "cut off without a close frame",
  1007: "invalid data",
  1008: "policy violation",
  1009: "message too big",
  1010: "extension missing",
  1011: "server error",
  1012: "server restarts",
  1013: "try again later",
  1014: "bad gateway",
  1015: "TLS failed",
};

/** What a close code stands for; illegal ones are said to be so. */
export function closeMeaning(code: number): string | null {
  const known = MEANINGS[code];
  if (known) return known;
  if (code >= 3000 && code <= 4999) return null; // the server's own: its manual knows
  return "not a legal code";
}
