/** A sheet of typed cells: numbers, truth values, times, and texts which are never formulas. */
import writeSheet, { type CellObject, type SheetData } from "write-excel-file/universal";
import { cellText, type Table } from "./table";

const TEXT_MAX = 32_767; // characters a cell takes
const TIME_FORMAT = "yyyy-mm-dd hh:mm:ss";
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

type Kind = "time" | "each";

export async function toXlsx({ header, rows }: Table): Promise<ArrayBuffer> {
  const width = rows.reduce((widest, row) => Math.max(widest, row.length), header?.length ?? 0);
  const kinds = Array.from({ length: width }, (_, column) => kindOf(rows, column));
  const sheet: SheetData = rows.map((row) => row.map((value, column) => cell(value, kinds[column]!)));
  if (header)
    sheet.unshift(header.map((name) => ({ value: name.slice(0, TEXT_MAX), type: String, fontWeight: "bold" })));
  if (sheet.length === 0) sheet.push([null]);
  const blob = await writeSheet(sheet, { sheet: "Data", ...(header ? { stickyRowsCount: 1 } : {}) }).toBlob();
  return blob.arrayBuffer();
}

/** A column of nothing but written-down times is one of times; otherwise each cell is what its value is. */
function kindOf(rows: Table["rows"], column: number): Kind {
  let any = false;
  for (const row of rows) {
    const value = row[column];
    if (value === undefined || value === null || value === "") continue;
    if (typeof value !== "string" || !TIME.test(value)) return "each";
    any = true;
  }
  return any ? "time" : "each";
}

function cell(value: unknown, kind: Kind): CellObject | null {
  if (value === undefined || value === null || value === "") return null;
  if (typeof value === "number" && Number.isFinite(value)) return { value, type: Number };
  if (typeof value === "boolean") return { value, type: Boolean };
  const time = value instanceof Date ? value : kind === "time" ? new Date(value as string) : null;
  if (time && !Number.isNaN(time.getTime())) return { value: time, type: Date, format: TIME_FORMAT };
  return { value: cellText(value).slice(0, TEXT_MAX), type: String };
}
