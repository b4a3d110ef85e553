/** The rows a widget was bound to: an array, nothing yet, or something else, which is a fault worth a sentence. */

export type Rows = { rows: readonly unknown[]; fault: null } | { rows: readonly []; fault: string };

const SHOWN = 40; // of a wrong value, enough to recognise it

export function asRows(value: unknown): Rows {
  if (Array.isArray(value)) return { rows: value, fault: null };
  if (value === undefined || value === null || value === "") return { rows: [], fault: null };
  const kind = typeof value === "string" ? "a text" : typeof value === "object" ? "an object" : `a ${typeof value}`;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const shown = text && text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  return {
    rows: [],
    fault: `Data must be a list of rows, but is ${kind}: ${shown}. Bind it to a list, such as {{ query.messages }}.`,
  };
}

/** What a property shows as text: texts as they are, nothing as nothing, the rest as JSON. */
export function asText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? (JSON.stringify(value) ?? "") : String(value);
}

/** Truth as a builder means it: the texts `false`, `0` and `` are false too. */
export function asBoolean(value: unknown): boolean {
  return typeof value === "string" ? !["", "false", "0"].includes(value.trim().toLowerCase()) : Boolean(value);
}
