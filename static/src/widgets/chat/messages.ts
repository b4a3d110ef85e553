/** Rows as messages: who, when, what; grouped by author, divided by days. */
import type { ChatWidget } from "../../document";
import { rowReader } from "../data/path";
import { asText } from "../data/rows";
import { toMillis } from "../data/time";
import type { RowOrigin } from "../view";

const TOGETHER_MS = 5 * 60_000; // of one author, so close, one heading is enough
const TEXT_MAX = 20_000; // characters of one message; the rest is cut
const DAY_MS = 86_400_000;

export interface ChatMessage {
  key: string;
  text: string;
  author: string;
  /** ms; NaN: unknown. */
  at: number;
  own: boolean;
  /** First of its author's group: it shows who and when. */
  first: boolean;
  /** First of its local day: the day, above it. */
  day: string | null;
}

type Properties = Pick<ChatWidget["properties"], "text" | "author" | "time">;

export function asMessages(
  rows: readonly unknown[],
  origins: readonly RowOrigin[] | null,
  { text: textPath, author: authorPath, time: timePath }: Properties,
  own: string,
  now: number,
): ChatMessage[] {
  const [readText, readAuthor, readTime] = [textPath, authorPath, timePath || "@at"].map(rowReader);
  const seen = new Map<string, number>(); // equal rows are told apart by their count
  const found: ChatMessage[] = [];
  for (const [index, row] of rows.entries()) {
    const origin = origins?.[index] ?? null;
    const full = typeof row === "string" ? row : asText(readText!(row, origin));
    const text = full.length > TEXT_MAX ? `${full.slice(0, TEXT_MAX)}…` : full;
    if (text.trim() === "") continue; // a row of another kind, such as a heartbeat
    const author = asText(readAuthor!(row, origin));
    const at = toMillis(readTime!(row, origin));
    const name = origin ? `${origin.query} ${origin.offset}` : `${at} ${author} ${text}`;
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    const before = found.at(-1);
    const newDay = !Number.isNaN(at) && (!before || Number.isNaN(before.at) || dayOf(before.at) !== dayOf(at));
    const apart = !Number.isNaN(at) && before !== undefined && at - before.at > TOGETHER_MS;
    found.push({
      key: count === 0 ? name : `${name} ${count}`,
      text,
      author,
      at,
      own: own !== "" && author === own,
      first: before === undefined || before.author !== author || newDay || apart,
      day: newDay ? dayName(at, now) : null,
    });
  }
  return found;
}

const dayOf = (ms: number): string => new Date(ms).toDateString();

/** "Today", "Yesterday", "Sat 21 Nov", and with its year what is of another. */
export function dayName(ms: number, now: number): string {
  if (dayOf(ms) === dayOf(now)) return "Today";
  if (dayOf(ms) === dayOf(now - DAY_MS)) return "Yesterday";
  const [weekday = "", month = "", day = "", year = ""] = dayOf(ms).split(" ");
  return `${weekday} ${Number(day)} ${month}${year === dayOf(now).split(" ")[3] ? "" : ` ${year}`}`;
}

export type Part = { text: string } | { url: string };

const URL_TEXT = /https?:\/\/[^\s<>"“”]+/g;

/** A text with its web addresses set apart; what ends a sentence is no part of one. */
export function parted(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const { 0: raw, index } of text.matchAll(URL_TEXT)) {
    const closing = raw.includes("(") ? /[.,:;!?'\]}]+$/ : /[.,:;!?'\])}]+$/;
    const url = raw.replace(closing, "");
    if (index > from) parts.push({ text: text.slice(from, index) });
    parts.push({ url });
    from = index + url.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}
