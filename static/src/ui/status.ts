/** The words and the colour of a stream's state, the same wherever it is shown. */
import type { StreamStatus } from "../protocol";

export type StatusName = StreamStatus["status"];
export type Tone = "idle" | "busy" | "open" | "fail" | "info";

const TONES: Record<StatusName, Tone> = {
  idle: "idle",
  connecting: "busy",
  open: "open",
  retrying: "busy",
  paused: "idle",
  closed: "idle",
  failed: "fail",
  degraded: "busy",
};

const WORDS: Record<StatusName, string> = {
  idle: "Idle",
  connecting: "Connecting",
  open: "Live",
  retrying: "Retrying",
  paused: "Paused",
  closed: "Closed",
  failed: "Failed",
  degraded: "Delayed", // the store is away or full: what comes meanwhile follows later
};

export function toneOf(status: StatusName): Tone {
  return TONES[status] ?? "idle";
}

export function wordOf(status: StatusName): string {
  return WORDS[status] ?? status;
}

/** "48 msg/s", "0.4 msg/s": whole from 10 on, so that the width stays calm. */
export function rateText(rate: number): string {
  if (!Number.isFinite(rate) || rate <= 0) return "0 msg/s";
  return `${rate >= 10 ? Math.round(rate).toLocaleString("en-US") : rate.toFixed(1)} msg/s`;
}

/** "in 4 s", "now": how long until `at` (ms since the Unix epoch). */
export function countdown(at: number, now: number): string {
  const seconds = Math.ceil((at - now) / 1000);
  return seconds <= 0 ? "now" : seconds < 60 ? `in ${seconds} s` : `in ${Math.ceil(seconds / 60)} min`;
}

/** "1,204 behind": what a viewer that can't keep up hasn't had yet; empty while it keeps up. */
export function behindText(behind: number): string {
  return behind > 0 ? `${behind.toLocaleString("en-US")} behind` : "";
}

/** Status, and what stands beside it: the rate while open, the countdown while retrying, the reason of a failure. */
export function statusText(status: StreamStatus, rate: number, now: number): string {
  const word = wordOf(status.status);
  if (status.status === "open") return `${word} · ${rateText(rate)}`;
  if (status.status === "retrying" && status.next_retry_at !== null) {
    return `${word} ${countdown(status.next_retry_at, now)}`;
  }
  return word;
}

/** "1 missed", "1,204 missed"; empty while nothing is. */
export function gapText(gaps: number): string {
  return gaps > 0 ? `${gaps.toLocaleString("en-US")} missed` : "";
}
