/** Data of any shape as a table: rows of objects, of lists, or of single values. */

const ROWS_MAX = 100_000; // ten of the largest windows
const COLUMNS_MAX = 1_000; // a person scrolls through no more
const CELLS_MAX = 5_000_000; // what a page makes a file of within seconds

export interface Table {
  /** Null: rows of lists, which have no names. */
  header: readonly string[] | null;
  rows: readonly (readonly unknown[])[];
}

const VALUE = "value"; // the column of what isn't an object, as in a list of numbers

/** The union of all rows' keys, in the order they first appear. Throws a RangeError for what is too large. */
export function tableOf(data: unknown): Table {
  const items = Array.isArray(data) ? data : data === undefined || data === null ? [] : [data];
  if (items.length > ROWS_MAX)
    throw new RangeError(`${items.length} rows are too many for a file; at most ${ROWS_MAX}`);
  if (items.length > 0 && items.every((item) => Array.isArray(item))) return listsOf(items);
  const columns = new Map<string, number>(); // name → index
  for (const item of items) {
    if (!isRecord(item)) add(columns, VALUE);
    else for (const key of Object.keys(item)) add(columns, key);
  }
  refuseLarge(items.length, columns.size);
  const names = [...columns.keys()];
  const rows = items.map((item) =>
    isRecord(item)
      ? names.map((name) => (Object.hasOwn(item, name) ? item[name] : undefined))
      : names.map((name) => (name === VALUE ? item : undefined)),
  );
  return { header: names, rows };
}

function listsOf(items: readonly unknown[][]): Table {
  const width = items.reduce((widest, item) => Math.max(widest, item.length), 0);
  refuseLarge(items.length, width);
  return { header: null, rows: items };
}

function add(columns: Map<string, number>, name: string): void {
  if (!columns.has(name)) columns.set(name, columns.size);
  if (columns.size > COLUMNS_MAX) refuseLarge(0, columns.size);
}

function refuseLarge(rows: number, columns: number): void {
  if (columns > COLUMNS_MAX) throw new RangeError(`more than ${COLUMNS_MAX} columns are too many for a file`);
  if (rows * columns > CELLS_MAX) {
    throw new RangeError(`${rows} rows of ${columns} columns are too many for a file; at most ${CELLS_MAX} cells`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** What a cell says as text: nothing as nothing, times as ISO 8601, objects as JSON. */
export function cellText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return "";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "" : value.toISOString();
  return typeof value === "object" ? (JSON.stringify(value) ?? "") : String(value);
}
