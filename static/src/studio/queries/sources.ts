/** The sources that come with Lowstream, as stream queries that are whole: address, subscription, format. */
import type { StreamQuery } from "../../document";
import { blankMessage, blankQuery } from "../draft/blank";
import { readPage } from "../page";

export interface Source {
  id: string;
  label: string;
  help: string;
  /** What its query is called, if nobody has the name. */
  name: string;
  query(name: string): StreamQuery;
}

const CANDLE_MESSAGES = 3_000; // a candle comes anew with every trade: about thirty of them are in the window

/** Of the built-in exchange; none where it doesn't run. */
export function builtInSources(exchange: string | null = readPage().exchange ?? null): Source[] {
  if (!exchange) return [];
  const beside = (path: string): string => new URL(path, exchange).href;
  return [
    {
      id: "candles",
      label: "Exchange: candles",
      help: "Open, high, low and close of XBT/USD, as they change",
      name: "exchange",
      query: (name) => ({
        ...subscribed(name, exchange, "ohlc"),
        window: { ...blankQuery(name, exchange).window, size: CANDLE_MESSAGES },
      }),
    },
    {
      id: "trades",
      label: "Exchange: trades",
      help: "Every trade of XBT/USD",
      name: "trades",
      query: (name) => subscribed(name, exchange, "trade"),
    },
    {
      id: "random",
      label: "Random numbers",
      help: "Three series, 20 times a second",
      name: "random",
      query: (name) => blankQuery(name, beside("/random?numSeries=3")),
    },
    {
      id: "machines",
      label: "Machines",
      help: "Six machines, twice a second, a line of JSON each",
      name: "machines",
      query: (name) => ({ ...blankQuery(name, beside("/floor")), format: "ndjson" }),
    },
    {
      id: "chat",
      label: "Chat room",
      help: "What one person sends goes to all",
      name: "chat",
      query: (name) => ({ ...blankQuery(name, beside("/room?name=lobby")), scope: "shared" }),
    },
  ];
}

function subscribed(name: string, url: string, channel: string): StreamQuery {
  const text = JSON.stringify({ event: "subscribe", pair: ["XBT/USD"], subscription: { name: channel } });
  return { ...blankQuery(name, url), on_connect: [{ ...blankMessage("json"), text }] };
}
