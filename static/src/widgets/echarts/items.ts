/** What a chart draws, item by item: for the table that stands in for the canvas. */
import { formatNumber } from "../data/number";
import { asText } from "../data/rows";
import { formatMoment, toMillis } from "../data/time";
import { item } from "./events";
import type { Plain } from "./guard";

const ITEMS_MAX = 1_000; // the first ones; nobody reads more, and the page must stay quick

export interface Item {
  series: string;
  name: string;
  value: string;
  /** What a click on it tells. */
  data: Plain;
}

export interface Items {
  shown: readonly Item[];
  total: number;
}

export const NO_ITEMS: Items = { shown: [], total: 0 };

/** The part of ECharts' model its own events are made of; its types leave it out. */
export interface Model {
  eachSeries(each: (series: Series) => void): void;
}

interface Series {
  name: string;
  getDataParams(index: number): Plain;
  getData(): {
    count(): number;
    dimensions: readonly string[];
    getDimensionInfo(name: string): { type?: string } | undefined;
  };
}

/** All items of the series that the legend shows, in the option's order. */
export function itemsOf(model: Model): Items {
  const shown: Item[] = [];
  let total = 0;
  model.eachSeries((series) => {
    const data = series.getData();
    const count = data.count();
    const times = data.dimensions.map((name) => data.getDimensionInfo(name)?.type === "time");
    total += count;
    for (let index = 0; index < count && shown.length < ITEMS_MAX; index++) {
      shown.push(inWords(item(series.getDataParams(index)), times, index));
    }
  });
  return { shown, total };
}

function inWords(data: Plain, times: readonly boolean[], index: number): Item {
  const { name, seriesName, value } = data;
  const texts = (Array.isArray(value) ? value : [value]).map((one, at) => textOf(one, times[at] === true));
  const first = asText(name) || (texts.length > 1 ? (texts.shift() as string) : String(index + 1));
  // Series that the option doesn't name are called "series", a NUL and their number.
  return { series: asText(seriesName).replaceAll("\0", " "), name: first, value: texts.join(", "), data };
}

function textOf(value: unknown, isTime: boolean): string {
  if (isTime) return formatMoment(toMillis(value), Date.now(), false);
  return typeof value === "number" ? formatNumber(value) : asText(value) || "–";
}
