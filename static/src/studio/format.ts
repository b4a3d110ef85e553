/** Live values, times and counts as short text. */
import type { Preview } from "../bridge";

const LINE_MAX = 160; // no field shows more; the rest is cut before it costs layout time

/** One line for any value: `[42, […], "ohlc-1"]`. Nested lists and objects fold at `depth`. */
export function oneLine(value: Preview, depth = 1): string {
  return cut(fold(value, depth));
}

function fold(value: Preview, depth: number): string {
  if (value === undefined) return "undefined";
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? String(value);
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    return depth === 0 ? "[…]" : `[${value.map((item) => fold(item, depth - 1)).join(", ")}]`;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return "{}";
  return depth === 0 ? "{…}" : `{${entries.map(([key, item]) => `${key}: ${fold(item, depth - 1)}`).join(", ")}}`;
}

function cut(text: string): string {
  return text.length > LINE_MAX ? `${text.slice(0, LINE_MAX)}…` : text;
}

/** What a binding's value is, at the right end of its field: `1000 rows`, `"open"`, `67412.5`. */
export function valueText(value: Preview): string {
  if (Array.isArray(value)) return count(lengthOf(value), "row");
  // A price is read, not checked: the noise of binary fractions stays out of sight.
  if (typeof value === "number" && !Number.isInteger(value)) return String(Number(value.toPrecision(8)));
  return oneLine(value);
}

/** Of a list before it was cut for the preview: the first entry then says how many came before. */
function lengthOf(list: readonly Preview[]): number {
  const [first] = list;
  const before = typeof first === "string" ? first.match(/^… (\d+) before$/)?.[1] : undefined;
  return before === undefined ? list.length : Number(before) + list.length - 1;
}

// Made when they are first used: the browser reads its tables of languages for that, for some 40 ms.
let times: Intl.DateTimeFormat | undefined;
let dates: Intl.DateTimeFormat | undefined;

export function clock(at: number): string {
  times ??= new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
  return times.format(at);
}

export function dateTime(iso: string): string {
  dates ??= new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  return dates.format(new Date(iso));
}

/** `01.322`: seconds and milliseconds within the minute, for a log read from top to bottom. */
export function secondsText(at: number): string {
  const date = new Date(at);
  return `${String(date.getSeconds()).padStart(2, "0")}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

/** `1 h 12 min`, `42 s`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** `41/s`, `0.4/s`, `1.2k/s`. */
export function rateShort(rate: number): string {
  if (!(rate > 0)) return "0/s";
  if (rate >= 1000) return `${(rate / 1000).toFixed(1)}k/s`;
  return rate >= 10 ? `${Math.round(rate)}/s` : `${rate.toFixed(1)}/s`;
}

export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString("en-US")} ${number === 1 ? one : many}`;
