/** A cell in the document: made once for its column, then told its values; it touches the page only where they differ. */

import { toNumber } from "../data/number";
import { asText } from "../data/rows";
import { sparkPath } from "../stat/spark";
import type { TableColumn } from "./column";
import { cellText, type Direction, directionOf, isTrue, linkOf, numbersOf, tagsOf } from "./text";

export interface Moment {
  now: number;
  /** Times with thousandths of a second. */
  fraction: boolean;
}

export interface Cell {
  readonly element: HTMLElement;
  /** The value shown; undefined: none. */
  readonly value: unknown;
  /** Returns which way a figure went since the last value; null: none, or no other one. */
  set(value: unknown, moment: Moment): Direction | null;
}

type Painter = (box: HTMLElement, column: TableColumn) => (value: unknown, moment: Moment) => void;

const SVG = "http://www.w3.org/2000/svg";
const FIGURES: ReadonlySet<TableColumn["format"]> = new Set(["number", "percent", "progress"]);
const PARTS: ReadonlySet<TableColumn["format"]> = new Set(["tag", "image", "progress", "spark"]);
const COLOURS = 6; // series colours of the tokens

export function createCell(column: TableColumn): Cell {
  const element = document.createElement("div");
  element.setAttribute("role", "gridcell");
  element.className = `t-cell ${column.align}${PARTS.has(column.format) ? " parts" : ""}`;
  const paint = (PAINTERS[column.format] ?? paintText)(element, column);
  const figures = FIGURES.has(column.format);
  let tint: Direction | null = null;
  let last: unknown;
  let drawn = false;
  return {
    element,
    get value() {
      return last;
    },
    set(value, moment) {
      if (drawn && Object.is(value, last)) return null;
      const before = last;
      const first = !drawn;
      last = value;
      drawn = true;
      paint(value, moment);
      if (column.coloured) {
        const next = directionOf(value);
        if (next !== tint) {
          if (tint) element.classList.remove(tint);
          if (next) element.classList.add(next);
          tint = next;
        }
      }
      return figures && !first ? directionBetween(before, value) : null;
    },
  };
}

/** Which way a figure went; null when it stayed, or either is none. */
export function directionBetween(before: unknown, after: unknown): Direction | null {
  const [from, to] = [toNumber(before), toNumber(after)];
  if (!Number.isFinite(from) || !Number.isFinite(to) || from === to) return null;
  return to > from ? "up" : "down";
}

const paintText: Painter = (box, column) => {
  const words = document.createElement("span");
  const text = document.createTextNode("");
  words.append(text);
  if (column.format === "json") words.className = "mono";
  box.append(words);
  return (value, { now, fraction }) => {
    const next = cellText(column, value, now, fraction);
    if (text.data !== next) text.data = next;
  };
};

const PAINTERS: Partial<Record<TableColumn["format"], Painter>> = {
  boolean: (box, column) => {
    const write = paintText(box, column);
    return (value, moment) => {
      box.classList.toggle("off", value !== undefined && value !== null && !isTrue(value));
      write(value, moment);
    };
  },

  tag: (box) => (value) => {
    box.replaceChildren(
      ...tagsOf(value ?? "").map((text) => {
        const tag = document.createElement("span");
        tag.className = "t-tag";
        tag.style.setProperty("--tag", `var(--c${1 + (hash(text) % COLOURS)})`);
        tag.textContent = text;
        return tag;
      }),
    );
  },

  link: (box) => (value) => {
    const { url, text } = linkOf(value);
    const shown = document.createElement(url === null ? "span" : "a");
    if (url !== null) {
      shown.setAttribute("href", url);
      shown.tabIndex = -1; // the grid is one stop; Enter on its cell opens it
    }
    shown.textContent = text;
    box.replaceChildren(shown);
  },

  image: (box, column) => (value) => {
    const source = asText(value);
    if (!/^data:image\//i.test(source)) {
      box.textContent = source === "" ? "" : "not a data: image";
      box.classList.toggle("off", source !== "");
      return;
    }
    box.classList.remove("off");
    const image = document.createElement("img");
    image.src = source;
    image.alt = column.title;
    box.replaceChildren(image);
  },

  progress: (box, column) => {
    const bar = document.createElement("i");
    bar.className = "t-bar";
    const text = document.createElement("span");
    box.append(bar, text);
    return (value, { now }) => {
      const number = toNumber(value);
      bar.style.setProperty("--part", String(Math.min(100, Math.max(0, Number.isFinite(number) ? number : 0))));
      text.textContent = cellText(column, value, now);
    };
  },

  spark: (box, column) => {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 100 24");
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(SVG, "path");
    svg.append(path);
    const words = document.createElement("span");
    words.className = "visually-hidden";
    box.append(svg, words);
    return (value, { now }) => {
      const numbers = numbersOf(value);
      path.setAttribute("d", numbers.length > 1 ? sparkPath(numbers) : "");
      words.textContent = cellText(column, value, now);
    };
  },
};

/** The same text has the same colour everywhere. */
function hash(text: string): number {
  let sum = 0;
  for (let index = 0; index < text.length; index++) sum = (sum * 31 + text.charCodeAt(index)) >>> 0;
  return sum;
}
