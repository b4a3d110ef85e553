/** Times as they come (Unix seconds to nanoseconds, as number or text, or ISO text) and as they are shown. */
import { toNumber } from "./number";

// A present time in seconds is near 1.8e9; each finer unit is a thousand times larger, so the ranges can't meet.
const SECONDS_BELOW = 1e11;
const MS_BELOW = 1e14;
const US_BELOW = 1e17;

/** ms since the Unix epoch; NaN for what isn't a time. */
export function toMillis(value: unknown): number {
  if (value instanceof Date) return value.getTime();
  const number = toNumber(value);
  if (Number.isFinite(number)) {
    const size = Math.abs(number);
    if (size < SECONDS_BELOW) return number * 1_000;
    if (size < MS_BELOW) return number;
    return size < US_BELOW ? number / 1_000 : number / 1_000_000;
  }
  if (typeof value !== "string" || !/\d{4}|\d:\d/.test(value)) return Number.NaN;
  return Date.parse(value);
}

const TIME_NAMES = /^(time|at|timestamp|ts|date|datetime|.*_at)$/i;

/** Whether a field of this name is taken for a time without being told. */
export const isTimeName = (name: string): boolean => TIME_NAMES.test(name);

const two = (number: number) => String(number).padStart(2, "0");
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY_MS = 86_400_000;

/** Local `12:41:01` or, with `fraction`, `12:41:01.322`. */
export function formatClock(ms: number, fraction = false): string {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return "–";
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return fraction ? `${clock}.${String(date.getMilliseconds()).padStart(3, "0")}` : clock;
}

/** The clock alone for the last day, with the date before it for what is older. */
export function formatMoment(ms: number, now: number, fraction = true): string {
  const clock = formatClock(ms, fraction);
  if (clock === "–" || Math.abs(now - ms) < DAY_MS) return clock;
  const date = new Date(ms);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clock}`;
}

/** A tick of a time axis, as fine as the span between its neighbours needs. */
export function formatTick(ms: number, stepMs: number): string {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return "";
  if (stepMs >= 28 * DAY_MS) return `${MONTHS[date.getMonth()]} ${date.getFullYear()}`;
  if (stepMs >= DAY_MS) return `${date.getDate()} ${MONTHS[date.getMonth()]}`;
  if (stepMs >= 60_000) return `${two(date.getHours())}:${two(date.getMinutes())}`;
  return formatClock(ms, stepMs < 1_000);
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const ROUND_MS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * 1_000),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE_MS),
  ...[1, 2, 3, 4, 6, 12].map((n) => n * HOUR_MS),
  ...[1, 2, 7, 14, 28, 91, 182, 364].map((n) => n * DAY_MS),
];

/** The next step people count time in: 7 min → 10 min. */
export function roundStep(ms: number): number {
  return ROUND_MS.find((round) => round >= ms) ?? Math.ceil(ms / (364 * DAY_MS)) * 364 * DAY_MS;
}

/**
 * Positions, from `first` on, of what comes first after each multiple of `step`, at least `apart` positions apart; the
 * last position when no multiple is among them.
 */
export function ticksOf(xs: readonly number[], step: number, first: number, apart: number): number[] {
  const zone = step >= HOUR_MS ? new Date(xs[0] ?? 0).getTimezoneOffset() * MINUTE_MS : 0;
  const slot = (x: number | undefined) => Math.floor(((x ?? Number.NaN) - zone) / step);
  const found: number[] = [];
  for (let index = Math.max(1, first); index < xs.length; index++) {
    const last = found.at(-1);
    if (slot(xs[index]) !== slot(xs[index - 1]) && (last === undefined || index - last >= apart)) found.push(index);
  }
  return found.length === 0 && xs.length > first ? [xs.length - 1] : found;
}

/** "12 s ago", "4 min ago", "3 h ago": an age, from both times in ms. */
export function formatAge(then: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - then) / 1_000));
  if (seconds < 2) return "now";
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ago`;
  return `${Math.floor(seconds / 3_600)} h ago`;
}

/** A span such as the step of candles: "5 s", "1 min", "4 h", "1 d". */
export function formatSpan(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.round(seconds / 60)} min`;
  return seconds < 86_400 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} d`;
}
