/** What a cell says as text, by the format of its column; and which way its value points. */
import { formatNumber, toNumber } from "../data/number";
import { asText } from "../data/rows";
import { formatMoment, toMillis } from "../data/time";
import type { TableColumn } from "./column";

const TEXT_MAX = 1_000; // characters of a cell; more is off every screen
const FALSE_WORDS = new Set(["", "false", "no", "off", "0"]);

/** Times with thousandths of a second or, where room is short, without. */
export function cellText(column: TableColumn, value: unknown, now: number, fraction = true): string {
  if (value === undefined || value === null) return "";
  switch (column.format) {
    case "number": {
      const number = toNumber(value);
      if (!Number.isFinite(number)) return asText(value);
      const text = formatNumber(number, column.decimals, column.least);
      return column.unit ? `${text} ${column.unit}` : text;
    }
    case "percent":
    case "progress": {
      const number = toNumber(value);
      if (!Number.isFinite(number)) return asText(value);
      const text = formatNumber(number, column.decimals, column.least);
      return `${column.coloured && number > 0 && /[1-9]/.test(text) ? "+" : ""}${text} %`;
    }
    case "time": {
      const ms = toMillis(value);
      return Number.isFinite(ms) ? formatMoment(ms, now, fraction) : asText(value);
    }
    case "date": {
      const ms = toMillis(value);
      return Number.isFinite(ms) ? formatDay(ms) : asText(value);
    }
    case "boolean":
      return isTrue(value) ? "Yes" : "No";
    case "tag":
      return tagsOf(value).join(", ");
    case "link":
      return linkOf(value).text;
    case "image":
      return "";
    case "spark": {
      const numbers = numbersOf(value);
      return numbers.length > 0 ? `${numbers.length} values, last ${formatNumber(numbers.at(-1) ?? Number.NaN)}` : "";
    }
    case "json":
      return cut(JSON.stringify(value) ?? "");
    case "text":
      return cut(asText(value));
  }
}

function cut(text: string): string {
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text;
}

/** Local `2026-03-09`. */
function formatDay(ms: number): string {
  const date = new Date(ms);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

export const isTrue = (value: unknown): boolean =>
  typeof value === "string" ? !FALSE_WORDS.has(value.trim().toLowerCase()) : Boolean(value);

const TAGS_MAX = 8; // more have no room in a cell

export function tagsOf(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list
    .map(asText)
    .filter((text) => text !== "")
    .slice(0, TAGS_MAX);
}

/** An address, or an object with `url` and `text`; `url` is null when it is none that may be opened. */
export function linkOf(value: unknown): { url: string | null; text: string } {
  const fields = typeof value === "object" && value !== null ? (value as Record<string, unknown>) : { url: value };
  const url = asText(fields.url ?? fields.href);
  const isOpen = /^(https?:\/\/|mailto:)\S+$/i.test(url);
  const text = asText(fields.text ?? fields.title) || url.replace(/^(https?:\/\/(www\.)?|mailto:)/i, "");
  return { url: isOpen ? url : null, text };
}

const SPARK_MAX = 200; // points; the cell is about as many pixels wide

export function numbersOf(value: unknown): number[] {
  if (!Array.isArray(value)) return [];
  return value.slice(-SPARK_MAX).map(toNumber).filter(Number.isFinite);
}

export type Direction = "up" | "down";

/** By sign of a number, or by a word for buying or selling. */
export function directionOf(value: unknown): Direction | null {
  const number = toNumber(value);
  if (Number.isFinite(number)) return number > 0 ? "up" : number < 0 ? "down" : null;
  if (typeof value !== "string") return null;
  const word = value.trim().toLowerCase();
  if (["buy", "b", "bid", "up", "long"].includes(word)) return "up";
  return ["sell", "s", "ask", "down", "short"].includes(word) ? "down" : null;
}
