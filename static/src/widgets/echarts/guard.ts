/**
 * Options as app code gives them, without what would load something, open a page or be read as HTML.
 *
 * Tooltips are drawn as text on the canvas; links and the toolbox's page of data are left out. (That images come from
 * nowhere but data: is seen to where ECharts loads them, in `chart.ts`.)
 */

const DEPTH_MAX = 40; // options are some ten deep; beyond is a circle
const PARTS_MAX = 1_000_000; // lists and objects; ECharts draws no more. What says one thing again and again has more
const TAG = /<\/?[a-z][^>]*>/gi;
const BREAK = /<br\s*\/?>/gi;
const REFUSED_TOOLS = ["dataView", "saveAsImage"]; // one writes HTML, the other downloads, which the sandbox forbids

export type Plain = Record<string, unknown>;

export const isPlain = (value: unknown): value is Plain =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The option to draw, or what is wrong with the value. */
export function optionOf(value: unknown): { option: Plain | null; fault: string | null } {
  if (value === undefined || value === null || value === "") return { option: null, fault: null };
  let option = value;
  if (typeof value === "string") {
    try {
      option = JSON.parse(value);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return {
        option: null,
        fault: `Option is a text, but not JSON: ${why}. Bind it to an object: {{ { series: [ … ] } }}.`,
      };
    }
  }
  if (isPlain(option)) {
    try {
      return { option: guarded(option), fault: null };
    } catch (error) {
      return { option: null, fault: `Option has ${(error as Error).message}.` };
    }
  }
  const kind = Array.isArray(option) ? "a list" : `a ${typeof option}`;
  return { option: null, fault: `Option must be an object such as { series: [ … ] }, but is ${kind}.` };
}

/** A safe copy; what needs no change is shared. Throws a RangeError for what has too many parts. */
export function guarded(option: Plain): Plain {
  parts = 0;
  return clean(option, 0) as Plain;
}

let parts = 0; // of the value that is being cleaned

function clean(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth > DEPTH_MAX) return null;
  parts += 1;
  if (parts > PARTS_MAX) throw new RangeError("more than 1,000,000 parts; the chart can't take so many");
  return Array.isArray(value) ? cleanList(value, depth) : cleanObject(value as Plain, depth);
}

function cleanList(list: readonly unknown[], depth: number): readonly unknown[] {
  let changed: unknown[] | null = null;
  for (let index = 0; index < list.length; index++) {
    const item = list[index];
    if (typeof item !== "object" || item === null) continue; // most lists are of numbers
    const next = clean(item, depth + 1);
    if (next === item) continue;
    changed ??= [...list];
    changed[index] = next;
  }
  return changed ?? list;
}

function cleanObject(object: Plain, depth: number): Plain {
  let changed: Plain | null = null;
  for (const key of Object.keys(object)) {
    const value = object[key];
    const next = key === "__proto__" ? undefined : cleanEntry(key, value, depth);
    if (next === value) continue;
    changed ??= { ...object };
    if (next === undefined) delete changed[key];
    else changed[key] = next;
  }
  return changed ?? object;
}

function cleanEntry(key: string, value: unknown, depth: number): unknown {
  if (key === "tooltip") return Array.isArray(value) ? value.map((one) => tooltip(one, depth)) : tooltip(value, depth);
  if (key === "title") return Array.isArray(value) ? value.map((one) => title(one, depth)) : title(value, depth);
  if (key === "toolbox") return Array.isArray(value) ? value.map((one) => toolbox(one, depth)) : toolbox(value, depth);
  if (key === "nodeClick" && value === "link") return false; // of treemap and sunburst: opens a page
  return clean(value, depth + 1);
}

function tooltip(value: unknown, depth: number): unknown {
  if (!isPlain(value)) return value;
  const own = cleanObject(value, depth + 1);
  const { formatter, extraCssText: _, appendTo: _to, className: _name, ...rest } = own;
  const text = typeof formatter === "string" ? { formatter: textOf(formatter) } : {};
  return { ...rest, ...text, renderMode: "richText" };
}

/** Templates are often written with tags for a line's end. */
const textOf = (formatter: string): string => formatter.replace(BREAK, "\n").replace(TAG, "");

function title(value: unknown, depth: number): unknown {
  if (!isPlain(value)) return value;
  const { link: _, sublink: _sub, ...rest } = cleanObject(value, depth + 1);
  return rest;
}

function toolbox(value: unknown, depth: number): unknown {
  const own = clean(value, depth + 1);
  if (!isPlain(own) || !isPlain(own.feature)) return own;
  const feature = Object.fromEntries(Object.entries(own.feature).filter(([name]) => !REFUSED_TOOLS.includes(name)));
  return { ...own, feature };
}
