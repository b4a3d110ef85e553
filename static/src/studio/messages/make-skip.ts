/** "Skip messages like this": a rule for the server, and which of the messages that came it would skip. */
import type { AppDocument, Match, Rule, StreamQuery } from "../../document";
import { toNumber } from "../../widgets/data/number";
import { change } from "../draft/edits";
import { RULES_MAX } from "../queries/rules/rules";
import { type Steps, stepsOf, valueAt } from "./path";
import { isBranch, originOf, type Pick, pickedOf } from "./pick";

/** The rule that such messages match. */
export function ruleOf(pick: Pick): Rule | null {
  const origin = originOf(pick);
  if (origin?.of !== "message" || pick.steps.length === 0) return null;
  const value = pickedOf(pick);
  return isBranch(value)
    ? { path: origin.path, operator: "exists", value: null }
    : { path: origin.path, operator: "equals", value };
}

/** Why messages like this can't be skipped; null: they can. */
export function noSkip(pick: Pick): string | null {
  const rule = ruleOf(pick);
  if (!rule)
    return pick.steps.length === 0 ? "Choose what such messages have in common" : "It is no part of the whole message";
  const { skip } = pick.query;
  if (!skip) return null;
  if (skip.rules.some((one) => JSON.stringify(one) === JSON.stringify(rule))) return "They are skipped already";
  if (skip.rules.length >= RULES_MAX) return `${RULES_MAX} rules is the most`;
  return skip.match === "all" && skip.rules.length > 1 ? "The skip rules must all hold: one more skips less" : null;
}

/** Also skips messages like this. */
export function withSkip(document: AppDocument, pick: Pick): AppDocument {
  const rule = ruleOf(pick);
  if (!rule || noSkip(pick) !== null) return document;
  const { skip, name } = pick.query;
  const match: Match = skip ? { match: "any", rules: [...skip.rules, rule] } : { match: "all", rules: [rule] };
  return change(document, "queries", name, { skip: match });
}

/**
 * Tells which messages the rules skip. Null: there is no rule, or one that only the server can follow, or what comes
 * here is no longer the whole message.
 */
export function skipperOf({ skip, fields, explode }: StreamQuery): ((message: unknown) => boolean) | null {
  if (!skip || fields.length > 0 || explode !== "") return null;
  const checks = skip.rules.map(checkOf);
  if (checks.includes(null)) return null;
  const all = checks as ((message: unknown) => boolean)[];
  return skip.match === "all"
    ? (message) => all.every((holds) => holds(message))
    : (message) => all.some((holds) => holds(message));
}

function checkOf({ path, operator, value }: Rule): ((message: unknown) => boolean) | null {
  const steps = stepsOf(path);
  if (!steps) return null;
  const at = (holds: (found: unknown) => boolean) => (message: unknown) => holds(valueAt(message, steps as Steps));
  switch (operator) {
    case "exists":
      return at((found) => found !== undefined);
    case "missing":
      return at((found) => found === undefined);
    case "equals":
      return at((found) => found !== undefined && JSON.stringify(found) === JSON.stringify(value));
    case "not_equals":
      return at((found) => JSON.stringify(found) !== JSON.stringify(value));
    case "less":
    case "at_most":
    case "greater":
    case "at_least":
      return at((found) => compares(found, operator, value));
    default:
      return null; // `contains` and `matches` have rules of their own on the server
  }
}

function compares(found: unknown, operator: "less" | "at_most" | "greater" | "at_least", value: unknown): boolean {
  if (typeof found !== "number" || typeof value !== "number") return false;
  const difference = toNumber(found) - value;
  switch (operator) {
    case "less":
      return difference < 0;
    case "at_most":
      return difference <= 0;
    case "greater":
      return difference > 0;
    case "at_least":
      return difference >= 0;
  }
}
