/** Makes a file of what an app exports. Loaded when the first one is asked for. */
import type { FromEngine } from "../../engine/messages";
import { toCsv } from "./csv";
import { cellText, tableOf } from "./table";

type Format = Extract<FromEngine, { type: "export" }>["format"];

/** Throws when the data can't be a file of this format, with a sentence that says why. */
export async function fileOf(format: Format, data: unknown): Promise<ArrayBuffer> {
  switch (format) {
    case "txt":
      return bytesOf(toLines(data));
    case "json":
      return bytesOf(`${JSON.stringify(data ?? null, null, 2)}\n`);
    case "csv":
      return bytesOf(toCsv(tableOf(data)));
    case "xlsx": {
      const { toXlsx } = await import("./xlsx");
      return toXlsx(tableOf(data));
    }
  }
}

/** "prices" and "csv" make "prices.csv"; so does "prices.csv". */
export function fileName(name: string, format: Format): string {
  const plain = name.trim();
  return plain.toLowerCase().endsWith(`.${format}`) ? plain : `${plain}.${format}`;
}

/** A text as it is, a list line by line. */
function toLines(data: unknown): string {
  if (Array.isArray(data)) return data.map((item) => `${cellText(item)}\n`).join("");
  return typeof data === "object" && data !== null ? `${JSON.stringify(data, null, 2)}\n` : cellText(data);
}

function bytesOf(text: string): ArrayBuffer {
  return new TextEncoder().encode(text).buffer as ArrayBuffer;
}
