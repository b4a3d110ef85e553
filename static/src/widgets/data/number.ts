/** Numbers as they come (often as text) and as they are shown: thousands by comma, a true minus sign. */

const MINUS = "−";
const AUTO_DECIMALS = 8; // more is noise of binary fractions

/** NaN for what isn't a finite number or the text of one. */
export function toNumber(value: unknown): number {
  if (typeof value === "number") return Number.isFinite(value) ? value : Number.NaN;
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "string" || value.trim() === "") return Number.NaN;
  const number = Number(value);
  return Number.isFinite(number) ? number : Number.NaN;
}

const formats = new Map<string, Intl.NumberFormat>(); // bounded: decimals go from 0 to 12

function formatOf(least: number, most: number): Intl.NumberFormat {
  const key = `${least}-${most}`;
  const known = formats.get(key);
  if (known) return known;
  const format = new Intl.NumberFormat("en-US", { minimumFractionDigits: least, maximumFractionDigits: most });
  formats.set(key, format);
  return format;
}

/**
 * `-1234.5` with 2 decimals → `−1,234.50`; null decimals keep what the number has, but at least `least`, so that a
 * column's points stand under each other. NaN → an en dash.
 */
export function formatNumber(number: number, decimals: number | null = null, least = 0): string {
  if (!Number.isFinite(number)) return "–";
  const text = formatOf(decimals ?? least, decimals ?? AUTO_DECIMALS).format(Math.abs(number));
  return number < 0 && /[1-9]/.test(text) ? MINUS + text : text;
}

/** The same with a plus sign before what is above zero. */
export function formatSigned(number: number, decimals: number | null = null): string {
  const text = formatNumber(number, decimals);
  return number > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** Decimals that tell apart steps of this size: 0.05 → 2, 20 → 0. At most 8. */
export function decimalsOfStep(step: number): number {
  if (!Number.isFinite(step) || step <= 0) return 0;
  let decimals = 0;
  let rest = step;
  while (decimals < AUTO_DECIMALS && Math.abs(rest - Math.round(rest)) > 1e-6 * Math.max(1, Math.abs(rest))) {
    rest *= 10;
    decimals += 1;
  }
  return decimals;
}

/** Decimals the numbers themselves use, so that a label of one doesn't say more than it knows. At most 8. */
export function decimalsOf(numbers: ArrayLike<number | null | undefined>, look = 32): number {
  let most = 0;
  for (let index = Math.max(0, numbers.length - look); index < numbers.length; index++) {
    const number = numbers[index];
    if (number === null || number === undefined || !Number.isFinite(number)) continue;
    const fraction = String(Number(Math.abs(number).toFixed(AUTO_DECIMALS))).split(".")[1];
    most = Math.max(most, fraction && !fraction.includes("e") ? fraction.length : 0);
  }
  return most;
}

const TELLING = 1_000; // a figure finer than a thousandth of what is in sight tells nothing

/** The same, but no more than tell the numbers apart at the range they span. */
export function decimalsInSight(numbers: ArrayLike<number | null | undefined>): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < numbers.length; index++) {
    const number = numbers[index];
    if (number === null || number === undefined || !Number.isFinite(number)) continue;
    low = Math.min(low, number);
    high = Math.max(high, number);
  }
  const own = decimalsOf(numbers);
  if (!(high > low)) return own;
  return Math.min(own, Math.max(0, Math.ceil(-Math.log10((high - low) / TELLING))));
}
