/** What a viewer writes over a column to filter by: a text it contains, or `>5`, `<=3`, `=x`, `!=x`. */
import { toNumber } from "../data/number";
import { asText } from "../data/rows";
import { toMillis } from "../data/time";
import type { TableColumn } from "./column";
import { cellText, isTrue } from "./text";

/** Whether a cell's value passes; null: everything does. */
export type Test = (value: unknown) => boolean;

const COMPARISON = /^\s*(>=|<=|!=|=|>|<)\s*(.*?)\s*$/;
const FAULT = "Compare with a number, such as >5";

/** `fault`: what is wrong with the text; nothing is filtered then. */
export function testOf(text: string, column: TableColumn, now: number): { test: Test | null; fault: string | null } {
  const found = COMPARISON.exec(text);
  if (!found) return { test: contains(text, column, now), fault: null };
  const [, operator, operand] = found as unknown as [string, string, string];
  if (operand === "") return { test: null, fault: null }; // still being written
  if (operator === "=" || operator === "!=") {
    const same = equals(operand, column, now);
    return { test: operator === "=" ? same : (value) => !same(value), fault: null };
  }
  const measure = measureOf(column);
  const than = measure(operand.replaceAll(",", ""));
  if (!Number.isFinite(than)) return { test: null, fault: FAULT };
  const tests: Record<string, Test> = {
    ">": (value) => measure(value) > than,
    ">=": (value) => measure(value) >= than,
    "<": (value) => measure(value) < than,
    "<=": (value) => measure(value) <= than,
  };
  return { test: tests[operator] ?? null, fault: null };
}

/** Without regard to case. Figures are compared as they come, so `67,412` and `67412` find the same. */
export function contains(text: string, column: TableColumn, now: number): Test | null {
  const words = text.trim().toLowerCase();
  if (words === "") return null;
  const figures = words.replaceAll(",", "");
  return (value) => {
    if (value === undefined || value === null) return false;
    switch (column.format) {
      case "number":
      case "percent":
      case "progress":
        return asText(value).toLowerCase().includes(figures);
      case "text":
      case "image":
        return asText(value).toLowerCase().includes(words);
      default:
        return cellText(column, value, now).toLowerCase().includes(words);
    }
  };
}

function equals(operand: string, column: TableColumn, now: number): Test {
  const words = operand.toLowerCase();
  const number = measureOf(column)(operand.replaceAll(",", ""));
  if (Number.isFinite(number) && column.format !== "text") {
    const measure = measureOf(column);
    return (value) => measure(value) === number;
  }
  if (column.format === "boolean") return (value) => isTrue(value) === isTrue(operand);
  return (value) => asText(value).toLowerCase() === words || cellText(column, value, now).toLowerCase() === words;
}

/** A value as a number that compares: times in ms. */
export function measureOf(column: TableColumn): (value: unknown) => number {
  if (column.format === "time" || column.format === "date") return toMillis;
  if (column.format === "boolean")
    return (value) => (value === undefined || value === null ? Number.NaN : +isTrue(value));
  if (column.format === "spark") return (value) => (Array.isArray(value) ? toNumber(value.at(-1)) : toNumber(value));
  return toNumber;
}
