/** What could be made of a stream's messages, seen by their shape; what has been made already is not offered again. */
import type { AppDocument, StreamQuery, Widget, WindowSource } from "../../document";
import { withFieldsFor } from "./make-field";
import { candleChartOf, candleTableOf, type Made, tradesTableOf } from "./make-widget";
import { codePath, jsonPath, rowPath, type Steps } from "./path";
import { isStale, type Pick } from "./pick";
import { type Candle, shapeOf, type Trades } from "./shape";

export interface Offer {
  id: "candle-chart" | "candle-table" | "trade-table";
  /** As on a button. */
  label: string;
  /** What the step is called when it is undone. */
  description: string;
  make(document: AppDocument, page: string): Made;
}

export interface Suggestion {
  /** "These look like candles. Make of them:" */
  says: string;
  offers: Offer[];
}

/** What was seen of a known shape, one of each. */
export interface Seen {
  candle: { message: unknown; shape: Candle } | null;
  trades: { message: unknown; shape: Trades } | null;
}

export const NOTHING_SEEN: Seen = { candle: null, trades: null };

/** With what these messages, oldest first, add. The same object if they add nothing. */
export function look(seen: Seen, messages: readonly unknown[]): Seen {
  let { candle, trades } = seen;
  for (const message of messages) {
    if (candle && trades) break;
    const shape = shapeOf(message);
    if (shape?.shape === "candle") candle ??= { message, shape };
    if (shape?.shape === "trades") trades ??= { message, shape };
  }
  return candle === seen.candle && trades === seen.trades ? seen : { candle, trades };
}

export function suggestionOf(document: AppDocument, query: StreamQuery, seen: Seen, now: number): Suggestion | null {
  const pick = (message: unknown): Pick => ({ query, message, steps: [], seen: [], now });
  return candleSuggestion(document, seen, pick) ?? tradesSuggestion(document, seen, pick);
}

function candleSuggestion(
  document: AppDocument,
  { candle }: Seen,
  pick: (message: unknown) => Pick,
): Suggestion | null {
  if (!candle) return null;
  const { message, shape } = candle;
  const of = pick(message);
  const offers: Offer[] = [];
  if (!document.widgets.some((widget) => isCandleChart(widget, of.query.name))) {
    offers.push({
      id: "candle-chart",
      label: "Candlestick chart",
      description: `Make a candlestick chart of ${of.query.name}`,
      make: (now, page) => withFieldsFor(candleChartOf(now, page, of, shape), of),
    });
  }
  if (!document.widgets.some((widget) => isCandleTable(widget, of.query, shape.time))) {
    offers.push({
      id: "candle-table",
      label: "Table",
      description: `Make a table of ${of.query.name}`,
      make: (now, page) => withFieldsFor(candleTableOf(now, page, of, shape), of),
    });
  }
  return offers.length > 0 ? { says: "These look like candles. Make of them:", offers } : null;
}

function tradesSuggestion(
  document: AppDocument,
  { trades }: Seen,
  pick: (message: unknown) => Pick,
): Suggestion | null {
  if (!trades) return null;
  const { message, shape } = trades;
  const of = pick(message);
  if (isStale(of)) return null; // its list is in no row any more
  const list = codePath("m", shape.list);
  const isMade = document.widgets.some(
    (widget) =>
      widget.type === "table" &&
      widget.properties.data.includes(`${of.query.name}.messages`) &&
      widget.properties.data.includes(list),
  );
  if (isMade) return null;
  const offer: Offer = {
    id: "trade-table",
    label: "Table",
    description: `Make a table of trades of ${of.query.name}`,
    make: (now, page) => tradesTableOf(now, page, of, shape),
  };
  return { says: "These look like trades. Make of them:", offers: [offer] };
}

const sourceOf = (widget: Widget): WindowSource | null =>
  "source" in widget.properties && typeof widget.properties.source === "object" ? widget.properties.source : null;

const isCandleChart = (widget: Widget, query: string): boolean =>
  widget.type === "chart" &&
  (widget.properties.kind === "candlestick" || widget.properties.kind === "ohlc") &&
  (sourceOf(widget)?.queries.includes(query) || widget.properties.data.includes(query));

/** Of the candles' time, by its path or by the field that it has become. */
function isCandleTable(widget: Widget, query: StreamQuery, time: Steps): boolean {
  if (widget.type !== "table" || !sourceOf(widget)?.queries.includes(query.name)) return false;
  const { key } = widget.properties;
  const field = query.fields.find((one) => one.alias === key);
  return key === rowPath(time) || field?.path === jsonPath(time);
}
