/** One uPlot chart: made once, given new data, redrawn for another size or theme. */
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { axesOf, lastText, rangeX, rangeY } from "./axes";
import { type Colours, readColours } from "./colours";
import { barsOf, drawBars, drawCandles, drawLast } from "./draw";
import { type Drawing, dataOf, markedOf, nearest } from "./drawing";
import { isCandles } from "./shape";

/** A point of one series. */
export interface Spot {
  point: number;
  /** Its place among the series drawn. */
  series: number;
}

export interface Plot {
  set(drawing: Drawing): void;
  recolour(): void;
  /** Put the cursor on a point, or away. */
  point(spot: Spot | null): void;
  destroy(): void;
}

export interface PlotEvents {
  /** The point under the pointer, or null. */
  hover(point: number | null): void;
  click(spot: Spot): void;
}

const AWAY_PX = -10; // uPlot's own place of a cursor that isn't there

export function createPlot(box: HTMLElement, first: Drawing, events: PlotEvents): Plot {
  let drawing = first;
  let colours: Colours = readColours(box);
  const own = first.kind === "bar" || isCandles(first.kind); // drawn by us

  const plot = new uPlot(
    {
      width: Math.max(1, box.clientWidth),
      height: Math.max(1, box.clientHeight),
      ms: 1,
      padding: [6, 0, 0, 0],
      legend: { show: false },
      cursor: {
        // Nothing is dragged, so a click counts though the hand moved a little.
        drag: { x: false, y: false, setScale: false, click: () => {} },
        points: { show: !own, size: 6, width: 2 },
      },
      scales: {
        x: { time: !first.slots && first.shape.x === "time", range: (_, low, high) => rangeX(drawing, low, high) },
        y: { range: (_, low, high) => rangeY(drawing, low, high) },
      },
      axes: axesOf(
        () => drawing,
        () => colours,
      ),
      series: [
        {},
        ...seriesOf(
          () => drawing,
          () => colours,
        ),
      ],
      bands: bandsOf(first, () => colours),
      hooks: {
        setCursor: [(self) => events.hover(self.cursor.idx ?? null)],
        draw: [
          (self) => {
            if (drawing.kind === "bar") drawBars(self, drawing, colours);
            if (isCandles(drawing.kind)) drawCandles(self, drawing, colours);
            const last = markedOf(drawing)?.at(-1) ?? null;
            if (last !== null) drawLast(self, last, lastText(drawing), lastColour(drawing, last, colours), colours);
          },
        ],
      },
    },
    dataOf(first),
    box,
  );

  plot.over.addEventListener("click", () => {
    const { idx, left = AWAY_PX, top = AWAY_PX } = plot.cursor;
    if (typeof idx !== "number") return;
    const spot = spotAt(plot, drawing, idx, left, top);
    if (spot) events.click(spot);
  });

  const observer = new ResizeObserver(() => {
    const width = box.clientWidth;
    const height = box.clientHeight;
    if (width > 0 && height > 0 && (width !== plot.width || height !== plot.height)) plot.setSize({ width, height });
  });
  observer.observe(box);

  return {
    set(next) {
      drawing = next;
      plot.setData(dataOf(next));
      plot.redraw(false, true); // the axis too: the last value's label may have moved over another tick
    },
    recolour() {
      colours = readColours(box);
      plot.redraw(false, true);
    },
    point(spot) {
      const x = spot === null ? null : plot.data[0][spot.point];
      if (spot === null || x === undefined || x === null) plot.setCursor({ left: AWAY_PX, top: AWAY_PX });
      else plot.setCursor({ left: plot.valToPos(x, "x"), top: plot.valToPos(topOf(drawing, spot) ?? 0, "y") });
    },
    destroy() {
      observer.disconnect();
      plot.destroy();
    },
  };
}

function seriesOf(drawing: () => Drawing, colours: () => Colours): uPlot.Series[] {
  const { kind, shape, stack } = drawing();
  const hidden: uPlot.Series = { paths: () => null, points: { show: false } }; // only for the range of y
  if (isCandles(kind)) return [hidden, hidden];
  return shape.series.map(({ colour: place }, index) => {
    const colour = () => colours().series[place % colours().series.length] as string;
    const faded = (percent: number) => () => `color-mix(in srgb, ${colour()} ${percent}%, transparent)`;
    if (kind === "bar") return { ...hidden, stroke: colour };
    if (kind === "scatter") {
      return { stroke: colour, paths: () => null, points: { show: true, size: 6, width: 1, fill: faded(45) } };
    }
    return {
      stroke: colour,
      width: 1.5,
      // A line needs two points; a single one is a dot.
      points: { show: () => drawing().shape.xs.length === 1, size: 6, fill: colour },
      spanGaps: true,
      ...(kind === "area" && !(stack && index > 0)
        ? { fill: faded(stack ? 35 : 14), fillTo: floorOf(stack !== null) }
        : {}),
    };
  });
}

/** Down to zero if it is in sight, else to the edge. */
const floorOf =
  (stacked: boolean): uPlot.Series.FillTo =>
  (self) => {
    const { min = 0, max = 0 } = self.scales.y ?? {};
    return stacked ? 0 : Math.min(Math.max(0, min as number), max as number);
  };

/** Between each series of a stack and the one under it. */
function bandsOf({ kind, shape, stack }: Drawing, colours: () => Colours): uPlot.Band[] {
  if (!stack || kind !== "area") return [];
  return shape.series.slice(1).map(({ colour }, index) => ({
    series: [index + 2, index + 1],
    fill: () => `color-mix(in srgb, ${colours().series[colour % colours().series.length]} 35%, transparent)`,
  }));
}

function lastColour({ kind, shape }: Drawing, last: number, colours: Colours): string {
  if (!isCandles(kind)) return colours.series[(shape.series[0]?.colour ?? 0) % colours.series.length] as string;
  return last >= (shape.series[0]?.ys.at(-1) ?? last) ? colours.upInk : colours.downInk;
}

/** Where a series is drawn at a point. */
function topOf({ kind, shape, stack }: Drawing, { point, series }: Spot): number | null {
  if (isCandles(kind)) return shape.series[3]?.ys[point] ?? null;
  return (stack?.tops[series] ?? shape.series[series]?.ys)?.[point] ?? null;
}

/** Which series' point is meant by a click near `point`. */
function spotAt(plot: uPlot, drawing: Drawing, point: number, left: number, top: number): Spot | null {
  const { kind, shape, stack } = drawing;
  if (isCandles(kind)) return { point, series: 3 };
  if (kind === "bar" && !stack) {
    const bars = barsOf(plot, drawing);
    const x = left * uPlot.pxRatio + plot.bbox.left;
    const series = shape.series.findIndex((_, place) => x < bars.left(point, place) + bars.width);
    const found = series < 0 ? shape.series.length - 1 : series;
    return shape.series[found]?.ys[point] === null ? null : { point, series: found };
  }
  let best: Spot | null = null;
  let least = Number.POSITIVE_INFINITY;
  shape.series.forEach(({ ys }, series) => {
    const own = stack ? (ys[point] === null ? -1 : point) : nearest(ys, point);
    const y = own < 0 ? null : topOf(drawing, { point: own, series });
    if (y === null) return;
    const x = plot.data[0][own] as number;
    let away = Math.hypot(plot.valToPos(y, "y") - top, plot.valToPos(x, "x") - left);
    const base = stack?.bases[series]?.[own];
    if (base !== undefined) {
      const [a, b] = [plot.valToPos(y, "y"), plot.valToPos(base, "y")];
      away = top >= Math.min(a, b) && top <= Math.max(a, b) ? 0 : Math.min(Math.abs(top - a), Math.abs(top - b));
    }
    if (away < least) {
      least = away;
      best = { point: own, series };
    }
  });
  return best;
}
