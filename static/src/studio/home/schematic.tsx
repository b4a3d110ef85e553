/** An app from afar, where there is no picture of it: its widgets as quiet shapes by kind. */
import type { Box } from "../../api/apps";

const WIDTH = 160; // of the drawing; as wide and high as a picture
const HEIGHT = 100;
const EDGE = 6;
const COLUMN = (WIDTH - 2 * EDGE) / 12;
const ROW = 10.5; // to a column what 64 px are to that of a usual canvas
const GAP = 2;
const WAVE = [0.62, 0.5, 0.56, 0.34, 0.44, 0.26, 0.36, 0.2, 0.3, 0.14]; // a chart's line: shares of its height

const LINE_WIDTHS = [0.5, 0.9, 0.8, 0.85, 0.6, 0.7, 0.9, 0.55, 0.8, 0.75, 0.9, 0.6, 0.85, 0.7, 0.8, 0.5, 0.9, 0.65];

interface Place {
  x: number;
  y: number;
  w: number;
  h: number;
}

export function Schematic({ boxes }: { boxes: readonly Box[] }) {
  return (
    <svg class="schematic" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      {boxes.map((box) => {
        const place = {
          x: EDGE + box.x * COLUMN + GAP / 2,
          y: EDGE + box.y * ROW + GAP / 2,
          w: Math.max(1, box.w * COLUMN - GAP),
          h: Math.max(1, box.h * ROW - GAP),
        };
        return place.y > HEIGHT ? null : (
          <g key={`${box.type} ${box.x} ${box.y}`} class={`shape ${box.type}`}>
            <Shape type={box.type} {...place} />
          </g>
        );
      })}
    </svg>
  );
}

function Shape({ type, ...place }: { type: string } & Place) {
  const { x, y, w, h } = place;
  switch (type) {
    case "chart":
    case "echarts":
      return <Chart {...place} />;
    case "table":
    case "list":
      return <Rows {...place} />;
    case "log":
    case "chat":
    case "json":
      return (
        <>
          <Plate {...place} />
          <Lines x={x + 1} y={y + 1} w={w - 2} h={h - 3} />
        </>
      );
    case "gauge":
      return <Gauge {...place} />;
    case "stat":
    case "progress":
      return (
        <>
          <Plate {...place} />
          <rect class="faint" x={x + 3} y={y + 3} width={w * 0.35} height={1.6} rx={0.8} />
          <rect class="strong" x={x + 3} y={y + h * 0.5} width={w * 0.5} height={Math.min(4, h * 0.3)} rx={1} />
        </>
      );
    case "button":
      return <rect class="button" {...sizeOf(place)} height={Math.min(h, 7)} rx={2} />;
    case "text":
      return <Lines {...place} />;
    case "connection":
      return (
        <>
          <Plate {...place} />
          <circle class="live" cx={x + 5} cy={y + h / 2} r={1.6} />
          <rect class="faint" x={x + 9} y={y + h / 2 - 0.8} width={w * 0.4} height={1.6} rx={0.8} />
        </>
      );
    case "image":
    case "html":
      return (
        <>
          <Plate {...place} />
          <path
            class="area"
            d={`M${x + 2} ${y + h - 2}l${w * 0.3} ${-h * 0.4}l${w * 0.25} ${h * 0.25}l${w * 0.3 - 2} 0z`}
          />
        </>
      );
    case "container":
    case "tabs":
      return (
        <>
          <Plate {...place} />
          <rect class="faint" x={x + 3} y={y + 3} width={w * 0.2} height={1.6} rx={0.8} />
        </>
      );
    default: // a field to fill in
      return (
        <>
          <rect class="faint" x={x} y={y} width={w * 0.3} height={1.6} rx={0.8} />
          <rect class="plate" x={x} y={y + 3} width={w} height={Math.min(Math.max(2, h - 3), 7)} rx={1.5} />
        </>
      );
  }
}

const sizeOf = ({ x, y, w, h }: Place) => ({ x, y, width: w, height: h });

const Plate = (place: Place) => <rect class="plate" {...sizeOf(place)} rx={2} />;

function Chart({ x, y, w, h }: Place) {
  const line = WAVE.map((share, index) => {
    const at = x + 3 + ((w - 6) * index) / (WAVE.length - 1);
    return `${index === 0 ? "M" : "L"}${at.toFixed(1)} ${(y + h * (share + 0.15)).toFixed(1)}`;
  }).join("");
  return (
    <>
      <Plate x={x} y={y} w={w} h={h} />
      <path class="area" d={`${line}L${x + w - 3} ${y + h - 2}L${x + 3} ${y + h - 2}Z`} />
      <path class="line" d={line} />
    </>
  );
}

function Rows({ x, y, w, h }: Place) {
  const rows = Math.max(1, Math.floor((h - 4) / 5));
  return (
    <>
      <Plate x={x} y={y} w={w} h={h} />
      {Array.from({ length: rows }, (_, index) => (
        <g key={index} class={index === 0 ? "head" : ""}>
          <rect class="faint" x={x + 3} y={y + 3 + index * 5} width={w * 0.22} height={1.6} rx={0.8} />
          <rect class="faint" x={x + w * 0.42} y={y + 3 + index * 5} width={w * 0.16} height={1.6} rx={0.8} />
          <rect class="faint" x={x + w * 0.84 - 3} y={y + 3 + index * 5} width={w * 0.16} height={1.6} rx={0.8} />
        </g>
      ))}
    </>
  );
}

function Gauge({ x, y, w, h }: Place) {
  const radius = Math.max(2, Math.min(w / 2 - 5, h * 0.55 - 3));
  const [left, right, floor] = [x + w / 2 - radius, x + w / 2 + radius, y + h / 2 + radius / 2];
  const round = `A${radius} ${radius} 0 0 1`;
  return (
    <>
      <Plate x={x} y={y} w={w} h={h} />
      <path class="track" d={`M${left} ${floor}${round} ${right} ${floor}`} />
      <path class="arc" d={`M${left} ${floor}${round} ${x + w / 2 + radius * 0.5} ${floor - radius * 0.866}`} />
    </>
  );
}

function Lines({ x, y, w, h }: Place) {
  const lines = Math.min(LINE_WIDTHS.length, Math.max(1, Math.floor(h / 4)));
  return (
    <>
      {Array.from({ length: lines }, (_, index) => (
        <rect
          key={index}
          class="faint"
          x={x + 2}
          y={y + 2 + index * 4}
          width={w * (LINE_WIDTHS[index] ?? 0) - 4}
          height={1.6}
          rx={0.8}
        />
      ))}
    </>
  );
}
