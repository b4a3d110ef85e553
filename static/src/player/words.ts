/** The headings and labels that need no evaluation: they stand there while everything else of a widget still comes. */
import type { Widget } from "../document";

const WORDS = ["title", "label", "placeholder", "text"];

export function wordsOf({ properties }: Pick<Widget, "properties">): Record<string, unknown> {
  const fixed = ([key, value]: [string, unknown]) => WORDS.includes(key) && !String(value).includes("{{");
  return Object.fromEntries(Object.entries(properties).filter(fixed));
}
