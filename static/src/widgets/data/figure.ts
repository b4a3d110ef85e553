/** A number as a person types it: read strictly, told in words what is wrong, and stepped without binary noise. */
import { toNumber } from "./number";

/** Both ends may be missing. */
export interface Bounds {
  min: number | null;
  max: number | null;
}

export type Entered = { value: number | null; fault: null } | { value: null; fault: string };

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const SHOWN = 30; // characters of a wrong text, enough to recognise it

/** null for an empty text; a fault for what isn't a number or lies out of bounds. */
export function readNumber(text: string, bounds: Bounds): Entered {
  const clean = text.trim().replace("−", "-");
  if (clean === "") return { value: null, fault: null };
  const number = NUMBER.test(clean) ? Number(clean) : Number.NaN;
  if (!Number.isFinite(number)) {
    const how = /^[+-]?\d+,\d+$/.test(clean)
      ? `Write it with a point: ${clean.replace(",", ".")}.`
      : "Write digits, such as 12.5.";
    const shown = clean.length > SHOWN ? `${clean.slice(0, SHOWN)}…` : clean;
    return { value: null, fault: `“${shown}” is not a number. ${how}` };
  }
  const fault = outOfBounds(number, bounds);
  return fault === null ? { value: number, fault } : { value: null, fault };
}

export function outOfBounds(number: number, { min, max }: Bounds): string | null {
  if (min !== null && number < min) return `${number} is too small. The least is ${min}.`;
  if (max !== null && number > max) return `${number} is too large. The most is ${max}.`;
  return null;
}

const DECIMALS_MAX = 12;

function decimalsOf(number: number): number {
  const [digits = "", exponent = "0"] = String(number).split("e");
  return Math.min(DECIMALS_MAX, Math.max(0, (digits.split(".")[1] ?? "").length - Number(exponent)));
}

/** So many steps from there, within bounds: 0.1 + 0.2 is 0.3. */
export function stepped(from: number | null, steps: number, step: number, { min, max }: Bounds): number {
  const start = from ?? 0;
  const moved = Number((start + steps * step).toFixed(Math.max(decimalsOf(start), decimalsOf(step))));
  if (min !== null && moved < min) return min;
  return max !== null && moved > max ? max : moved;
}

/** A property that is a number or, being empty or nothing, none; a fault for anything else. */
export function asBound(value: unknown, name: string): { bound: number | null; fault: string | null } {
  if (value === undefined || value === null || value === "") return { bound: null, fault: null };
  const number = toNumber(value);
  if (Number.isFinite(number)) return { bound: number, fault: null };
  return { bound: null, fault: `The ${name} is not a number: ${String(value).slice(0, SHOWN)}.` };
}
