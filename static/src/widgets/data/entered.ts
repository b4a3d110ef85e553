/** What is entered into widgets, as app code gets it: lists, and local times as ISO text. */
import { asText } from "./rows";
import { toMillis } from "./time";

const { parse } = JSON;

/** A list as it is; JSON or text with commas as its parts; nothing as no entries; anything else as the only one. */
export function asList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  if (value === undefined || value === null) return [];
  if (typeof value !== "string") return [value];
  const text = value.trim();
  if (text.startsWith("[")) {
    try {
      const list: unknown = parse(text);
      if (Array.isArray(list)) return list;
    } catch {
      // Not JSON after all: a text with a bracket.
    }
  }
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

export type MomentKind = "date" | "time" | "datetime";

const two = (number: number) => String(number).padStart(2, "0");
const CLOCK = /^(\d{1,2}):(\d\d)(?::\d\d(?:\.\d+)?)?$/;
const LOCAL = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?)?$/; // without a zone: local already

/**
 * `2026-11-21`, `09:30` or `2026-11-21T09:30` from ISO 8601 text or Unix time, in the viewer's zone, to the minute;
 * "" for nothing, null for what isn't a time.
 */
export function toLocal(value: unknown, kind: MomentKind): string | null {
  if (value === undefined || value === null || value === "") return "";
  const text = asText(value).trim();
  const clock = CLOCK.exec(text);
  if (clock) return kind === "time" && Number(clock[1]) < 24 ? `${two(Number(clock[1]))}:${clock[2]}` : null;
  const local = LOCAL.exec(text);
  if (local && !Number.isNaN(Date.parse(text.replace(" ", "T")))) return part(local[1]!, local[2] ?? "00:00", kind);
  const ms = toMillis(value);
  const date = new Date(ms);
  if (Number.isNaN(date.getTime()) || date.getFullYear() < 1 || date.getFullYear() > 9_999) return null;
  const day = `${String(date.getFullYear()).padStart(4, "0")}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return part(day, `${two(date.getHours())}:${two(date.getMinutes())}`, kind);
}

function part(day: string, time: string, kind: MomentKind): string {
  return kind === "date" ? day : kind === "time" ? time : `${day}T${time}`;
}
