/** What a rule compares with: JSON values of a kind, and the kinds each operator takes. The server has the last word. */
import type { Match, Rule } from "../../../document";

export type Operator = Rule["operator"];
export type ValueKind = "text" | "number" | "boolean" | "null" | "json";

export const RULES_MAX = 20; // the definition's

export const OPERATORS: readonly { value: Operator; label: string }[] = [
  { value: "equals", label: "equals" },
  { value: "not_equals", label: "does not equal" },
  { value: "less", label: "is less than" },
  { value: "at_most", label: "is at most" },
  { value: "greater", label: "is greater than" },
  { value: "at_least", label: "is at least" },
  { value: "contains", label: "contains" },
  { value: "matches", label: "matches (regex)" },
  { value: "exists", label: "exists" },
  { value: "missing", label: "is missing" },
];

const KIND_LABELS: Record<ValueKind, string> = {
  text: "Text",
  number: "Number",
  boolean: "True/false",
  null: "Null",
  json: "JSON",
};

const ALL: readonly ValueKind[] = ["text", "number", "boolean", "null", "json"];
const ORDERED: readonly ValueKind[] = ["number", "text"]; // what less and greater mean something for

/** The kinds of value an operator compares with; none for `exists` and `missing`. */
export function kindsOf(operator: Operator): readonly ValueKind[] {
  switch (operator) {
    case "exists":
    case "missing":
      return [];
    case "matches":
      return ["text"];
    case "less":
    case "at_most":
    case "greater":
    case "at_least":
      return ORDERED;
    default:
      return ALL;
  }
}

export const kindOptions = (kinds: readonly ValueKind[]): { value: ValueKind; label: string }[] =>
  kinds.map((kind) => ({ value: kind, label: KIND_LABELS[kind] }));

export function kindOf(value: unknown): ValueKind {
  if (typeof value === "string") return "text";
  if (typeof value === "number") return "number";
  if (typeof value === "boolean") return "boolean";
  return value === null || value === undefined ? "null" : "json";
}

/** The value as it stands in its input. */
export const textOf = (value: unknown): string => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));

export type Read = { ok: true; value: unknown } | { ok: false; message: string };

/** What was typed, read as a value of the kind. */
export function readValue(text: string, kind: ValueKind): Read {
  switch (kind) {
    case "text":
      return { ok: true, value: text };
    case "null":
      return { ok: true, value: null };
    case "boolean":
      return { ok: true, value: text.trim() === "true" };
    case "number": {
      const number = text.trim() === "" ? Number.NaN : Number(text);
      if (Number.isFinite(number)) return { ok: true, value: number };
      return { ok: false, message: `"${text}" is not a number. Write it like 5 or 0.25, or choose Text.` };
    }
    case "json":
      return readStructure(text);
  }
}

/** A list or an object; texts and numbers have kinds of their own. */
function readStructure(text: string): Read {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // not yet; said below
  }
  if (typeof value === "object" && value !== null) return { ok: true, value };
  return { ok: false, message: 'Write a list or an object, like ["a", 1] or {"a": 1}.' };
}

/** The nearest value of another kind: "5" as a number is 5, 5 as text is "5". */
export function convert(value: unknown, kind: ValueKind): unknown {
  if (kindOf(value) === kind) return value;
  switch (kind) {
    case "text":
      return value === null || value === undefined ? "" : textOf(value);
    case "number": {
      const number = Number(value);
      return typeof value !== "object" && value !== "" && Number.isFinite(number) ? number : 0;
    }
    case "boolean":
      return value === "true" || (typeof value === "number" && value !== 0);
    case "null":
      return null;
    case "json":
      return value === null || value === undefined || value === "" ? [] : [value];
  }
}

/** A rule, or the condition of a widget's rows. */
interface Compared {
  operator: Operator;
  value: unknown;
}

/** Another operator for a rule; a value that it can't compare with becomes the nearest that it can. */
export function withOperator<R extends Compared>(rule: R, operator: R["operator"]): R {
  const kinds = kindsOf(operator);
  const [first] = kinds;
  if (first === undefined) return { ...rule, operator, value: null };
  if (kinds.includes(kindOf(rule.value)) && kindOf(rule.value) !== "null") return { ...rule, operator };
  // Nothing to go on (after `exists`): text is what most people compare with.
  const kind = kindsOf(rule.operator).length === 0 && kinds.includes("text") ? "text" : first;
  return { ...rule, operator, value: convert(rule.value, kind) };
}

export const withRule = (match: Match, index: number, rule: Rule): Match => ({
  ...match,
  rules: match.rules.map((one, at) => (at === index ? rule : one)) as Match["rules"],
});

export const addRule = (match: Match, rule: Rule): Match => ({ ...match, rules: [...match.rules, rule] });

/** Without one rule; null when it was the only one. */
export function removeRule(match: Match, index: number): Match | null {
  const [first, ...rest] = match.rules.filter((_, at) => at !== index);
  return first ? { ...match, rules: [first, ...rest] } : null;
}

/** `price` and `[0].a` as the JSONPath they mean; what starts with `$` or is empty stays. */
export function toPath(typed: string): string {
  const text = typed.trim();
  if (text === "" || text.startsWith("$")) return text;
  return text.startsWith("[") || text.startsWith(".") ? `$${text}` : `$.${text}`;
}

/** `event equals "heartbeat"`: a rule on one line. */
export function ruleText(rule: Rule): string {
  const operator = OPERATORS.find((one) => one.value === rule.operator)?.label ?? rule.operator;
  return kindsOf(rule.operator).length === 0
    ? `${rule.path} ${operator}`
    : `${rule.path} ${operator} ${JSON.stringify(rule.value)}`;
}
