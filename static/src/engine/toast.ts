/** Short messages to the viewer, at most a few a second. */
import type { Clock } from "./clock";
import { toText } from "./compile";
import type { FromEngine } from "./messages";

export type Level = "info" | "success" | "warning" | "error";
export type Toast = (text: unknown, level?: unknown, duration_ms?: unknown) => void;

const LEVELS: readonly unknown[] = ["info", "success", "warning", "error"];
const TOASTS_PER_SECOND = 5; // a person reads fewer; the rest is dropped
const TOAST_MS = 3_000; // the document's default
const TOAST_CHARACTERS = 500;

export function toaster(post: (message: FromEngine) => void, clock: Clock): Toast {
  let second = 0;
  let shown = 0;
  return (text, level, duration_ms) => {
    const now = Math.floor(clock.now() / 1_000);
    if (now !== second) shown = 0;
    second = now;
    shown += 1;
    if (shown > TOASTS_PER_SECOND) return;
    const duration = typeof duration_ms === "number" ? Math.min(60_000, Math.max(500, duration_ms)) : TOAST_MS;
    post({
      type: "toast",
      level: LEVELS.includes(level) ? (level as Level) : "info",
      text: toText(text).slice(0, TOAST_CHARACTERS),
      duration_ms: duration,
    });
  };
}
