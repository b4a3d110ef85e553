/** Widgets of a place in a message, whole from the start: where their rows come from, which are meant, what is shown. */
import type { AppDocument, Column, Condition, WidgetType, WindowSource } from "../../document";
import { definitionOf } from "../../widgets/registry";
import { blankWidget } from "../draft/blank";
import { add, change } from "../draft/edits";
import { freeName, namesOf } from "../draft/naming";
import { freePlaceIn } from "../draft/parents";
import { codeOf, conditionsOf, type Mark, marksAmong, marksOf } from "./alike";
import { columnOf, decimalsOf, nameAt, titleOf } from "./guess";
import { codePath, rowPath, type Steps, valueAt } from "./path";
import { isBranch, isFigure, membersAt, nameOf, type Pick, recordOf, timeBeside } from "./pick";
import type { Candle, Trades } from "./shape";

/** A document with one widget more, and its name. */
export interface Made {
  document: AppDocument;
  name: string;
}

const SPARK = 60; // messages of a sparkline: about as many points as it is pixels wide
const COLUMNS_MAX = 20; // of a table that nobody has thought about yet
const CANDLES = 60; // that a new chart shows
const CANDLE_MESSAGES = 3_000; // of the window: a candle is many messages, of which the last one counts

const plain = (query: string, where: Condition[]): WindowSource => ({
  queries: [query],
  mode: "append",
  key: "",
  where,
  order_by: "",
  span_seconds: 0,
});

/** Of this name if it is free, at the first free place of the page. */
function put(
  document: AppDocument,
  page: string,
  type: WidgetType,
  stem: string,
  properties: Record<string, unknown>,
  size: { w: number; h: number } = definitionOf(type).size,
): Made {
  const name = freeName(stem, namesOf(document));
  const widget = blankWidget(type, name, freePlaceIn(document, page, null, size.w, size.h), page);
  Object.assign(widget.properties, properties);
  return { document: add(document, "widgets", widget), name };
}

/** Conditions that only messages like the picked one meet; `about`: and that are about the same thing. */
function onlyLike(pick: Pick, about: boolean, place: Steps): { marks: Mark[]; where: Condition[]; code: string } {
  const marks = marksAmong(pick.message, pick.seen, about);
  if (marks.length > 0) return { marks, where: conditionsOf(marks), code: codeOf(marks) };
  const isLacking = place.length > 0 && pick.seen.some((one) => valueAt(one, place) === undefined);
  if (!isLacking) return { marks, where: [], code: "" };
  return {
    marks,
    where: [{ field: rowPath(place), operator: "exists", value: null }],
    code: `${codePath("m", place)} !== undefined`,
  };
}

/** What a figure or a line is called: `XBT/USD close`. */
function labelOf(pick: Pick): string {
  const thing = marksOf(pick.message).things[0];
  return thing ? `${thing.value} ${nameOf(pick)}` : titleOf(nameOf(pick));
}

/** The newest value; of a number also its change and its course over the last messages. */
export function statOf(document: AppDocument, page: string, pick: Pick): Made {
  const { query, steps } = pick;
  const { code } = onlyLike(pick, true, steps);
  const rows = code ? `${query.name}.messages.filter((m) => ${code})` : `${query.name}.messages`;
  const newest = code ? `${query.name}.messages.findLast((m) => ${code})` : `${query.name}.data`;
  const course = `${rows}.slice(-${SPARK}).map((m) => ${codePath("m", steps)})`;
  return put(document, page, "stat", `${nameOf(pick)}Stat`, {
    label: labelOf(pick),
    value: `{{ ${codePath(newest, steps)} }}`,
    ...(isFigure(pick) ? { delta: `{{ ((xs) => xs.at(-1) - xs[0])(${course}) }}`, spark: `{{ ${course} }}` } : {}),
  });
}

/** A line over time. */
export function chartOf(document: AppDocument, page: string, pick: Pick): Made {
  const { query, steps } = pick;
  const { where } = onlyLike(pick, true, steps);
  const time = timeBeside(pick);
  return put(document, page, "chart", `${nameOf(pick)}Chart`, {
    title: labelOf(pick),
    kind: "line",
    source: plain(query.name, where),
    x: time ? rowPath(time) : "@at",
    series: [rowPath(steps)],
  });
}

/** Of the record that the place belongs to: a column for each of its values. A list of records is a row for each. */
export function tableOf(document: AppDocument, page: string, pick: Pick): Made {
  const { query, message, now } = pick;
  const place = recordOf(pick);
  const record = valueAt(message, place);
  const { where, code } = onlyLike(pick, false, place);
  const stem = `${query.name}Table`;
  if (Array.isArray(record) && record.length > 0 && record.every(isBranch)) {
    const columns = columnsOf(message, [...place, 0], place.length + 1, now);
    const rows = code ? `${query.name}.messages.filter((m) => ${code})` : `${query.name}.messages`;
    const data = `{{ ${rows}.slice(-200).flatMap((m) => ${codePath("m", place)} ?? []) }}`;
    return put(document, page, "table", stem, { data, columns }, sizeOf(columns));
  }
  const columns = columnsOf(message, place, 0, now);
  return put(document, page, "table", stem, { source: plain(query.name, where), columns }, sizeOf(columns));
}

/** `from`: how many of the steps lead to the row. */
function columnsOf(message: unknown, place: Steps, from: number, now: number): Column[] {
  return membersAt(message, place)
    .filter(({ value }) => !isBranch(value))
    .slice(0, COLUMNS_MAX)
    .map(({ steps, value }) => columnOf(rowPath(steps.slice(from)), value, nameAt(message, steps), now));
}

/** As wide as its columns need. */
const sizeOf = (columns: readonly Column[]): { w: number; h: number } =>
  columns.length > 4 ? { w: 12, h: 6 } : columns.length > 3 ? { w: 6, h: 6 } : { w: 4, h: 6 };

/** Messages of the candle's kind, the newest of each time. */
function candleSource(pick: Pick, candle: Candle): WindowSource {
  const { kinds, things } = marksOf(pick.message);
  const time = rowPath(candle.time);
  return {
    ...plain(pick.query.name, conditionsOf([...kinds, ...things])),
    mode: "upsert",
    key: time,
    order_by: time,
  };
}

/** A window that holds some candles: an append window holds every update of each. */
function roomForCandles(document: AppDocument, { query }: Pick): AppDocument {
  const { window } = query;
  if (window.key !== "" || window.size >= CANDLE_MESSAGES) return document;
  return change(document, "queries", query.name, { window: { ...window, size: CANDLE_MESSAGES } });
}

/** What the candles are of: `XBT/USD`. */
export const candlesOf = ({ message }: Pick): string => marksOf(message).things[0]?.value ?? "";

export function candleChartOf(document: AppDocument, page: string, pick: Pick, candle: Candle): Made {
  const properties = {
    title: candlesOf(pick),
    kind: "candlestick",
    source: candleSource(pick, candle),
    limit: CANDLES,
    x: rowPath(candle.time),
    open: rowPath(candle.open),
    high: rowPath(candle.high),
    low: rowPath(candle.low),
    close: rowPath(candle.close),
    volume: candle.volume ? rowPath(candle.volume) : "",
  };
  return put(roomForCandles(document, pick), page, "chart", "candles", properties, { w: 12, h: 7 });
}

const PRICES = new Set(["open", "high", "low", "close"] as const);

/** Of each candle its newest numbers. */
export function candleTableOf(document: AppDocument, page: string, pick: Pick, candle: Candle): Made {
  const { message, now } = pick;
  const parts = ["time", "open", "high", "low", "close", "volume"] as const;
  const decimals = decimalsOf([...PRICES].map((part) => valueAt(message, candle[part])));
  const columns = parts.flatMap((part): Column[] => {
    const steps = candle[part];
    if (!steps) return [];
    const column = columnOf(rowPath(steps), valueAt(message, steps), part, now);
    return [PRICES.has(part as "open") ? { ...column, decimals } : column];
  });
  const properties = {
    title: candlesOf(pick),
    source: candleSource(pick, candle),
    limit: CANDLES,
    columns,
    key: rowPath(candle.time),
  };
  return put(roomForCandles(document, pick), page, "table", "candleTable", properties, { w: 12, h: 6 });
}

/** Time, side, price and volume of each trade. */
export function tradesTableOf(document: AppDocument, page: string, pick: Pick, trades: Trades): Made {
  const { kinds, things } = marksOf(pick.message);
  const code = codeOf([...kinds, ...things]);
  const rows = `${pick.query.name}.messages${code ? `.filter((m) => ${code})` : ""}.slice(-200)`;
  const row = `([price, volume, time, side]) => ({ time, side: /^b/i.test(side) ? "buy" : "sell", price, volume })`;
  const sample: Record<string, unknown> = { time: pick.now, side: "buy", price: 1, volume: 1 };
  const columns = Object.entries(sample).map(([name, value]) => columnOf(name, value, name, pick.now));
  return put(
    document,
    page,
    "table",
    "trades",
    {
      title: candlesOf(pick),
      data: `{{ ${rows}.flatMap((m) => ${codePath("m", trades.list)}).map(${row}) }}`,
      columns,
    },
    { w: 6, h: 6 },
  );
}

/** Whether it belongs to something that a table can show. */
export const isRecord = (pick: Pick): boolean => isBranch(valueAt(pick.message, recordOf(pick)));
