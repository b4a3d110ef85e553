/** Messages of a known shape: candles (open, high, low, close of a time) and lists of trades. */
import { toNumber } from "../../widgets/data/number";
import { toMillis } from "../../widgets/data/time";
import { isWithin, type Steps } from "./path";

/** Where a candle's parts stand in a message. */
export interface Candle {
  shape: "candle";
  /** The list or object that is the candle. */
  record: Steps;
  /** What stays the same while the candle runs, and is another of the next. */
  time: Steps;
  open: Steps;
  high: Steps;
  low: Steps;
  close: Steps;
  volume: Steps | null;
}

/** A list of trades, each a list: price, volume, time, side. */
export interface Trades {
  shape: "trades";
  list: Steps;
}

export type Shape = Candle | Trades;

// As the public exchange protocol has them (`ohlc` and `trade`).
const CANDLE = ["time", "etime", "open", "high", "low", "close", "vwap", "volume", "count"];
const TRADE = ["price", "volume", "time", "side", "type", "misc"];
// As others send a candle in a list: time, open, high, low, close, volume.
const SHORT_CANDLE = ["time", "open", "high", "low", "close", "volume"];

const DEEP = 3; // lists and objects within one another that are looked into; candles lie no deeper
const WIDE = 20; // entries looked at on each level
const EPOCH_FROM = Date.UTC(2001, 0, 1); // what is before this is a number rather than a time
const EPOCH_TO = Date.UTC(2101, 0, 1);

/** What this message is, if it is one of the known shapes. */
export function shapeOf(message: unknown): Shape | null {
  for (const [steps, value] of parts(message, [], DEEP)) {
    const found = candleIn(value, steps) ?? tradesIn(value, steps);
    if (found) return found;
  }
  return null;
}

function* parts(value: unknown, steps: Steps, deep: number): Generator<[Steps, unknown]> {
  if (typeof value !== "object" || value === null) return;
  yield [steps, value];
  if (deep === 0) return;
  const isList = Array.isArray(value);
  // Of a longer list a message's one candle can't be told from the others.
  if (isList && value.length > 1 && value.every((one) => typeof one === "object" && one !== null)) return;
  for (const [key, inner] of Object.entries(value).slice(0, WIDE)) {
    yield* parts(inner, [...steps, isList ? Number(key) : key], deep - 1);
  }
}

function candleIn(value: unknown, record: Steps): Candle | null {
  if (Array.isArray(value)) return candleInList(value, record);
  return candleInObject(value as Record<string, unknown>, record);
}

function candleInList(list: unknown[], record: Steps): Candle | null {
  const names = listNames(list);
  if (!names) return null;
  const at = (name: string): Steps => [...record, names.indexOf(name)];
  const volume = names.indexOf("volume") < list.length ? at("volume") : null;
  const time = at(names.includes("etime") ? "etime" : "time");
  return {
    shape: "candle",
    record,
    time,
    open: at("open"),
    high: at("high"),
    low: at("low"),
    close: at("close"),
    volume,
  };
}

/** What the entries of a list that is a candle are called; null: it is none. */
function listNames(list: unknown[]): string[] | null {
  if (list.length < 5 || !isMoment(list[0])) return null;
  const names = isMoment(list[1]) && list.length >= 6 ? CANDLE : SHORT_CANDLE;
  const from = names.indexOf("open");
  return isSpan(list[from], list[from + 1], list[from + 2], list[from + 3]) ? names : null;
}

const TIMES = [
  "etime",
  "interval_begin",
  "start",
  "start_time",
  "open_time",
  "openTime",
  "t",
  "time",
  "timestamp",
  "ts",
  "at",
  "date",
];

function candleInObject(value: Record<string, unknown>, record: Steps): Candle | null {
  const named = (...names: string[]): string | undefined => names.find((name) => Object.hasOwn(value, name));
  const [open, high, low, close] = [named("open", "o"), named("high", "h"), named("low", "l"), named("close", "c")];
  const time = TIMES.find((name) => isMoment(value[name]));
  if (!open || !high || !low || !close || !time) return null;
  if (!isSpan(value[open], value[high], value[low], value[close])) return null;
  const volume = named("volume", "v");
  const at = (name: string): Steps => [...record, name];
  return {
    shape: "candle",
    record,
    time: at(time),
    open: at(open),
    high: at(high),
    low: at(low),
    close: at(close),
    volume: volume ? at(volume) : null,
  };
}

function tradesIn(value: unknown, list: Steps): Trades | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  return value.slice(0, WIDE).every(isTrade) ? { shape: "trades", list } : null;
}

const isTrade = (one: unknown): boolean =>
  Array.isArray(one) &&
  one.length >= 4 &&
  Number.isFinite(toNumber(one[0])) &&
  Number.isFinite(toNumber(one[1])) &&
  isMoment(one[2]) &&
  typeof one[3] === "string" &&
  /^(b|s|buy|sell)$/i.test(one[3]);

/** Whether four numbers can be open, high, low and close. */
function isSpan(...values: unknown[]): boolean {
  const [open, high, low, close] = values.map(toNumber) as [number, number, number, number];
  return (
    high >= Math.max(open, close, low) && low <= Math.min(open, close) && Number.isFinite(high + low + open + close)
  );
}

function isMoment(value: unknown): boolean {
  const number = toNumber(value);
  if (!Number.isNaN(number) && number < 1e9) return false;
  const ms = toMillis(value);
  return ms > EPOCH_FROM && ms < EPOCH_TO;
}

/** What a known shape calls a place of this message that has no key; null if it has no name for it. */
export function namesOfShape(message: unknown, steps: Steps): string | null {
  const last = steps.at(-1);
  if (typeof last !== "number") return null;
  const shape = shapeOf(message);
  if (shape?.shape === "candle" && steps.length === shape.record.length + 1 && isWithin(steps, shape.record)) {
    return (shape.time.at(-1) === 1 ? CANDLE : SHORT_CANDLE)[last] ?? null;
  }
  if (shape?.shape === "trades" && steps.length === shape.list.length + 2 && isWithin(steps, shape.list)) {
    return TRADE[last] ?? null;
  }
  return steps.length === 1 && Array.isArray(message) ? nameBeside(message, last) : null;
}

/** `[42, […], "ohlc-1", "XBT/USD"]`: what stands after the data is its channel, then what it is about. */
function nameBeside(message: unknown[], index: number): string | null {
  if (typeof message[index] !== "string") return null;
  const texts = message.flatMap((value, at) => (typeof value === "string" ? [at] : []));
  return ["channel", "pair"][texts.indexOf(index)] ?? null;
}
