/** A sparkline: a line over its tinted area, stretched to the room there is. */

const WIDTH = 100;
const HEIGHT = 24;
const EDGE = 1.5; // room for the line's own width
const POINTS_MAX = 400; // finer than any screen shows it here: the newest count

/** The line's path in a box of 100 × 24; a flat series lies in the middle. */
export function sparkPath(numbers: readonly number[]): string {
  const shown = numbers.slice(-POINTS_MAX);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const number of shown) {
    low = Math.min(low, number);
    high = Math.max(high, number);
  }
  const span = high - low;
  return shown
    .map((number, index) => {
      const x = (index * WIDTH) / (shown.length - 1);
      const y = span === 0 ? HEIGHT / 2 : EDGE + ((HEIGHT - 2 * EDGE) * (high - number)) / span;
      return `${index === 0 ? "M" : "L"}${x.toFixed(2)},${y.toFixed(2)}`;
    })
    .join("");
}

/** `colour`: the widget's column; neighbours in a row get different series colours. */
export function Spark({ numbers, colour }: { numbers: readonly number[]; colour: number }) {
  const line = sparkPath(numbers);
  const ink = `var(--c${[1, 2, 3, 5][Math.floor(colour / 3) % 4]})`;
  return (
    <svg class="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <path d={`${line}L${WIDTH},${HEIGHT}L0,${HEIGHT}Z`} fill={ink} opacity="0.12" />
      <path d={line} fill="none" stroke={ink} stroke-width="1.5" vector-effect="non-scaling-stroke" />
    </svg>
  );
}
