/** The options of a select: as they come (texts, numbers, objects, text with commas) and as they are offered. */
import { asList } from "./entered";
import { asText } from "./rows";

const OPTIONS_MAX = 5_000; // more is nothing to choose from, and the page would stall
const LABEL_MAX = 200; // characters

export interface Choice {
  value: unknown;
  label: string;
  disabled: boolean;
  /** What tells values apart: 1 and "1" are the same choice. */
  key: string;
}

export interface Choices {
  list: readonly Choice[];
  /** What is wrong with the options, and what to write. */
  fault: string | null;
}

export const choiceKey = (value: unknown): string => asText(value);

const HOW = "Write a, b, c, or bind a list of texts, numbers or {value, label}.";

export function asChoices(options: unknown): Choices {
  if (typeof options === "object" && options !== null && !Array.isArray(options)) {
    return { list: [], fault: `The options must be a list, but are an object. ${HOW}` };
  }
  const given = asList(options);
  const found = new Map<string, Choice>(); // of two with the same value, the first counts
  let fault: string | null = null;
  for (const [index, option] of given.entries()) {
    if (option === null || option === undefined) continue;
    if (found.size === OPTIONS_MAX) {
      const all = given.length.toLocaleString("en-US");
      fault ??= `Only the first ${OPTIONS_MAX.toLocaleString("en-US")} of ${all} options are offered.`;
      break;
    }
    const choice = asChoice(option);
    if (choice === null) fault ??= `Option ${index + 1} has no value: ${asText(option).slice(0, 60)}. ${HOW}`;
    else if (!found.has(choice.key)) found.set(choice.key, choice);
  }
  return { list: [...found.values()], fault };
}

function asChoice(option: unknown): Choice | null {
  if (typeof option !== "object" || option === null) return choiceOf(option, option, false);
  const { value, label, disabled } = option as Record<string, unknown>;
  if (Array.isArray(option) || (value === undefined && label === undefined)) return null;
  return choiceOf(value === undefined ? label : value, label ?? value, disabled === true);
}

function choiceOf(value: unknown, label: unknown, disabled: boolean): Choice {
  return { value, label: asText(label).slice(0, LABEL_MAX), disabled, key: choiceKey(value) };
}
