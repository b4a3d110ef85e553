/** Live values made fit for others: a bounded preview for the studio, and a copy that can be posted to the page. */

const LEVELS = 4;
const ENTRIES = 50; // a level
const TEXT = 200; // characters
const COPY_LEVELS = 32; // deeper is a cycle or a mistake

const { stringify } = JSON;

/** At most 4 levels, 50 entries a level, 200 characters a text; never throws. */
export function preview(value: unknown, levels: number = LEVELS): unknown {
  try {
    return previewed(value, levels);
  } catch (error) {
    return `(can't be shown: ${clip(String((error as Error)?.message ?? error))})`;
  }
}

/** A preview as one line of text, for `console`. */
export function previewText(value: unknown): string {
  const shown = preview(value);
  if (typeof shown === "string") return shown;
  return stringify(shown) ?? String(shown);
}

function previewed(value: unknown, levels: number): unknown {
  if (typeof value === "string") return clip(value);
  if (typeof value === "function") return `ƒ ${value.name || "anonymous"}()`;
  if (typeof value === "bigint" || typeof value === "symbol") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (value instanceof Error) return clip(`${value.name}: ${value.message}`);
  if (value instanceof Promise) return "Promise";
  if (value instanceof Map || value instanceof Set) return previewed([...value], levels);
  if (Array.isArray(value)) {
    if (levels === 0) return `[${value.length}]`;
    // The newest end of a window is what a person looks for.
    const shown = value.slice(-ENTRIES).map((item) => preview(item, levels - 1));
    return value.length > ENTRIES ? [`… ${value.length - ENTRIES + 1} before`, ...shown.slice(1)] : shown;
  }
  if (levels === 0) return "{…}";
  const shown: Record<string, unknown> = {};
  let entries = 0;
  for (const key of Object.keys(value)) {
    entries += 1;
    if (entries > ENTRIES) break;
    const name = clip(key);
    try {
      define(shown, name, preview((value as Record<string, unknown>)[key], levels - 1));
    } catch (error) {
      define(shown, name, clip(String(error)));
    }
  }
  return shown;
}

function clip(text: string): string {
  return text.length > TEXT ? `${text.slice(0, TEXT - 1)}…` : text;
}

/** `__proto__` as a key must become an entry, not a prototype; all others are assigned, which is ten times as quick. */
function define(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== "__proto__") target[key] = value;
  else Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
}

/**
 * A copy that structured cloning takes: functions are left out, instances and proxies become plain objects, and what
 * can't be read is null. Never throws.
 */
export function cloneable(value: unknown, levels: number = COPY_LEVELS, above: unknown[] = []): unknown {
  try {
    return copied(value, levels, above);
  } catch {
    return null;
  }
}

function copied(value: unknown, levels: number, above: unknown[]): unknown {
  if (typeof value === "function" || typeof value === "symbol") return undefined;
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return new Date(value.getTime());
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (levels === 0 || above.includes(value)) return null;
  const path = [...above, value];
  if (value instanceof Map || value instanceof Set) return cloneable([...value], levels - 1, path);
  if (Array.isArray(value)) return value.map((item) => cloneable(item, levels - 1, path) ?? null);
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const item = readOf(value, key);
    if (typeof item !== "function") define(copy, key, cloneable(item, levels - 1, path));
  }
  return copy;
}

/** Null where a getter fails. */
function readOf(value: object, key: string): unknown {
  try {
    return (value as Record<string, unknown>)[key];
  } catch {
    return null;
  }
}
