/** What a widget's source says, made functions: which messages are rows, of which key, in which order, how old. */
import type { Condition, WindowSource } from "../document";
import { toNumber } from "../widgets/data/number";
import { headingOf, reader } from "../widgets/data/path";
import { isTimeName, toMillis } from "../widgets/data/time";
import type { Entry } from "./window";

const { stringify } = JSON; // taken before app code could replace them
const { isFinite: isFiniteNumber } = Number;
const LIKELY_MS = 10 * 366 * 86_400_000; // what is meant as a time lies no further from its message's arrival

/** What stands at a path of a row, or of the message it came with. */
export type Field = (row: unknown, entry: Entry, query: string) => unknown;

export interface Plan {
  takes(row: unknown, entry: Entry, query: string): boolean;
  /** Null: the row has no key. */
  key(row: unknown, entry: Entry, query: string): string | null;
  /** The number to order by; what is neither a time nor a number comes first. Null: in order of arrival. */
  rank: ((row: unknown, entry: Entry, query: string) => number) | null;
  /** ms since the Unix epoch, for the age of a row. */
  time(row: unknown, entry: Entry, query: string): number;
}

export function planOf(source: WindowSource): Plan {
  const checks = source.where.map(check);
  const key = field(source.key);
  const order = source.order_by.trim() === "" ? null : field(source.order_by);
  const isTime = isTimeName(headingOf(source.order_by)) || source.order_by.trim() === "@at";
  return {
    takes: (row, entry, query) => {
      for (const passes of checks) if (!passes(row, entry, query)) return false;
      return true;
    },
    key: (row, entry, query) => {
      const value = key(row, entry, query);
      if (value === undefined || value === null) return null;
      return typeof value === "object" ? canonical(value) : String(value);
    },
    rank: order && ((row, entry, query) => rankOf(order(row, entry, query))),
    time: (row, entry, query) => {
      if (!order) return entry.at;
      const value = order(row, entry, query);
      const ms = toMillis(value);
      const isNear = ms > entry.at - LIKELY_MS && ms < entry.at + LIKELY_MS;
      return isFiniteNumber(ms) && (isTime || isNear) ? ms : entry.at;
    },
  };
}

export function field(path: string): Field {
  switch (path.trim()) {
    case "@at":
      return (_, entry) => entry.at;
    case "@offset":
      return (_, entry) => entry.offset;
    case "@query":
      return (_, __, query) => query;
  }
  return reader(path);
}

/** Numbers by themselves, so that those no time looks like are in order too; other times as ms. */
function rankOf(value: unknown): number {
  const number = toNumber(value);
  if (isFiniteNumber(number)) return number;
  const ms = toMillis(value);
  return isFiniteNumber(ms) ? ms : Number.NEGATIVE_INFINITY;
}

function check({ field: path, operator, value }: Condition): (row: unknown, entry: Entry, query: string) => boolean {
  const read = field(path);
  const compare = comparison(operator, value);
  return (row, entry, query) => compare(read(row, entry, query));
}

function comparison(operator: Condition["operator"], value: unknown): (found: unknown) => boolean {
  switch (operator) {
    case "exists":
      return (found) => found !== undefined;
    case "missing":
      return (found) => found === undefined;
    case "equals":
      return (found) => isSame(found, value);
    case "not_equals":
      return (found) => !isSame(found, value);
    case "contains":
      return (found) => contains(found, value);
    case "less":
      return ordering(value, (found, bound) => found < bound);
    case "at_most":
      return ordering(value, (found, bound) => found <= bound);
    case "greater":
      return ordering(value, (found, bound) => found > bound);
    case "at_least":
      return ordering(value, (found, bound) => found >= bound);
  }
}

/** Numbers, also those that come as texts, or else two texts (ISO times). */
function ordering(value: unknown, holds: <T extends number | string>(found: T, bound: T) => boolean) {
  const bound = toNumber(value);
  if (isFiniteNumber(bound)) {
    return (found: unknown) => {
      const number = toNumber(found);
      return isFiniteNumber(number) && holds(number, bound);
    };
  }
  return (found: unknown) => typeof value === "string" && typeof found === "string" && holds(found, value);
}

/** As JSON values; a number also equals the text of one, since many streams send their numbers as texts. */
function isSame(found: unknown, value: unknown): boolean {
  if (found === value) return true;
  if (typeof value === "number" && typeof found === "string") return toNumber(found) === value;
  if (typeof value === "string" && typeof found === "number") return toNumber(value) === found;
  if (typeof found !== "object" || found === null || typeof value !== "object" || value === null) return false;
  return canonical(found) === canonical(value);
}

function contains(found: unknown, value: unknown): boolean {
  if (typeof found === "string") return typeof value === "string" && found.includes(value);
  if (Array.isArray(found)) return found.some((one) => isSame(one, value));
  return typeof found === "object" && found !== null && typeof value === "string" && Object.hasOwn(found, value);
}

/** The same text for the same value, however its members are ordered; null of one that app code made unreadable. */
function canonical(value: unknown): string | null {
  const sorted = (_: string, inner: unknown): unknown =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner;
  try {
    return stringify(value, sorted);
  } catch {
    return null;
  }
}

const LONE = /^\s*([A-Za-z_$][\w$]*)\s*\.\s*messages\s*;?\s*$/;

/** The query of an expression that is its messages and nothing else (`trades.messages`), by its name; else null. */
export function messagesOf(code: string): string | null {
  return LONE.exec(code)?.[1] ?? null;
}

/** A query's messages as they come. */
export function plainSource(query: string): WindowSource {
  return { queries: [query], mode: "append", key: "", where: [], order_by: "", span_seconds: 0 };
}
