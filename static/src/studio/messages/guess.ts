/** What a value in a message most likely is: a time, a number (also one in a text), a truth, a text; and what to call it. */
import type { Column, FieldPick } from "../../document";
import { toNumber } from "../../widgets/data/number";
import { isTimeName, toMillis } from "../../widgets/data/time";
import { aliasOf } from "../queries/fields/picks";
import { jsonPath, type Steps } from "./path";
import { namesOfShape } from "./shape";

const YEAR_MS = 366 * 86_400_000;
const ISO = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d|$)/;
const TIME_WORD = /(^|_)(time|at|timestamp|ts|date|datetime|begin|start|end|etime)$|Time$|Date$/i;

/** `name`: what it is called, where it is. A number that nobody calls a time is one only if it lies near `now`. */
export function isTime(value: unknown, name: string, now: number): boolean {
  if (typeof value === "string" && ISO.test(value)) return !Number.isNaN(toMillis(value));
  const number = toNumber(value);
  if (!(number >= 1e9)) return false;
  const ms = toMillis(value);
  const called = isTimeName(name) || TIME_WORD.test(name);
  return Math.abs(ms - now) < (called ? 30 : 1) * YEAR_MS;
}

export function typeOf(value: unknown, name: string, now: number): FieldPick["type"] {
  if (isTime(value, name, now)) return "time";
  if (typeof value === "boolean") return "boolean";
  if (isNumeric(value)) return "number";
  return typeof value === "string" ? "string" : "auto";
}

export const isNumeric = (value: unknown): boolean => Number.isFinite(toNumber(value));

const FORMATS: Record<FieldPick["type"], Column["format"]> = {
  time: "time",
  boolean: "boolean",
  number: "number",
  string: "text",
  auto: "auto",
};

const DECIMALS_MAX = 4; // more is noise in a table that nobody has thought about yet

/**
 * As many decimals as such texts need: exchanges fill theirs up with zeros (`"67213.50000"`). Null: as the numbers are,
 * and of what is so small that these would show nothing.
 */
export function decimalsOf(values: readonly unknown[]): number | null {
  const texts = values.filter((value): value is string => typeof value === "string" && /\.\d{2,}$/.test(value));
  if (texts.length === 0 || texts.some((text) => Math.abs(Number(text)) < 0.1)) return null;
  const needed = texts.map((text) => text.replace(/0+$/, "").split(".")[1]?.length ?? 0);
  return Math.min(DECIMALS_MAX, Math.max(...needed) || 2);
}

const SIDES = /^(b|s|buy|sell|bid|ask)$/i;

/** A column of a table for what stands at a path of its rows. */
export function columnOf(field: string, value: unknown, name: string, now: number): Column {
  const format = FORMATS[typeOf(value, name, now)];
  return {
    field,
    title: titleOf(name),
    format,
    decimals: format === "number" ? decimalsOf([value]) : null,
    unit: "",
    coloured: format === "text" && typeof value === "string" && SIDES.test(value),
    align: "auto",
    width: null,
    sortable: true,
    hidden: false,
  };
}

/** `Last price` of `last_price` and `lastPrice`. */
export function titleOf(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .replace(/_+/g, " ")
    .trim();
  return words === "" ? name : words.charAt(0).toUpperCase() + words.slice(1);
}

/** The name for what stands at a place of this message: its key, or what a known shape calls it. */
export function nameAt(message: unknown, steps: Steps): string {
  const known = namesOfShape(message, steps);
  if (known) return known;
  return aliasOf(jsonPath(steps)) ?? "value";
}
