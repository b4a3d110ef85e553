/** Comma-separated values as RFC 4180 has them, and harmless to a spreadsheet that opens them. */
import { cellText, type Table } from "./table";

// A text that starts like this is run as a formula (=HYPERLINK, +cmd, @SUM) by spreadsheets.
const FORMULA = /^[=+\-@＝＋－＠\t\r]/;
// Where lists are parted by semicolons, commas and the quotes behind them are mere text, and a cell begins behind each
// of these. Numbers stay as they are.
const INNER_FORMULA = /([;\t\r\n])(?=[=+\-@＝＋－＠])(?![-+](?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?(?:[;\t\r\n]|$))/gi;
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
const QUOTED = /[",;\t\r\n]|^\s|\s$/;
const NOT_ASCII = /[^\0-\x7f]/;

/** With a byte order mark where it is needed: without one, spreadsheets take other letters for an old encoding. */
export function toCsv({ header, rows }: Table): string {
  const lines = header && header.length > 0 ? [header, ...rows] : rows;
  const text = lines.map((line) => `${line.map(cell).join(",")}\r\n`).join("");
  return NOT_ASCII.test(text) ? `\ufeff${text}` : text;
}

function cell(value: unknown): string {
  const plain = cellText(value);
  const inner = typeof value === "number" ? plain : plain.replace(INNER_FORMULA, "$1'");
  const text = typeof value !== "number" && FORMULA.test(plain) && !NUMBER.test(plain) ? `'${inner}` : inner;
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
