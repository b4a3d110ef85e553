/** A place in a message: the steps to it, and the three ways it is written: for widgets, for the server, in JavaScript. */
import { steps as stepsOfText } from "../../widgets/data/path";

/** Of an object its key, of a list its index. */
export type Step = string | number;
export type Steps = readonly Step[];

const PLAIN = /^[A-Za-z_$][\w$]*$/;

/** As widgets say it: `price`, `a.b`, `[1][5]`, `["odd key"]`; the row itself is empty. */
export function rowPath(steps: Steps): string {
  return steps.reduce<string>((path, step) => {
    if (typeof step === "number") return `${path}[${step}]`;
    if (PLAIN.test(step)) return path === "" ? step : `${path}.${step}`;
    return `${path}[${quoted(step)}]`;
  }, "");
}

/** As the server's rules and fields say it: `$.a.b`, `$[1][5]`. */
export function jsonPath(steps: Steps): string {
  return steps.reduce<string>((path, step) => {
    if (typeof step === "number") return `${path}[${step}]`;
    return PLAIN.test(step) && !step.includes("$") ? `${path}.${step}` : `${path}[${quoted(step)}]`;
  }, "$");
}

/** As JavaScript reads it, where each part may be missing: `m?.[1]?.[5]`. */
export function codePath(from: string, steps: Steps): string {
  return steps.reduce<string>((code, step) => {
    if (typeof step === "string" && PLAIN.test(step)) return `${code}?.${step}`;
    return `${code}?.[${typeof step === "number" ? step : JSON.stringify(step)}]`;
  }, from);
}

// A path knows no escapes: a key is written in the quotes that it hasn't got.
const quoted = (key: string): string => (key.includes('"') ? `'${key}'` : `"${key}"`);

/** Undefined where there is nothing. */
export function valueAt(value: unknown, steps: Steps): unknown {
  let here = value;
  for (const step of steps) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as Record<Step, unknown>)[step];
  }
  return here;
}

/** The steps of a widget's path or of a plain JSONPath; null of one that looks for something (`$..a`, `$[*]`, `$[?…]`). */
export function stepsOf(path: string): Steps | null {
  const text = path.trim().replace(/^\$(?=[.[]|$)/, "");
  if (text.startsWith("@") || /\.\.|\*|\[\s*[?:,]|\[[^"'\]]*[:,]/.test(text)) return null;
  const found = stepsOfText(text);
  return found?.map((step) => (/^\d+$/.test(step) ? Number(step) : step)) ?? null;
}

/** What is tried on a place: whether it is the place, or lies within it. */
export const isWithin = (steps: Steps, outer: Steps): boolean => outer.every((step, index) => steps[index] === step);
