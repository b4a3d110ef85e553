/** Lists of places as people type them: one a line, or several with commas between. */

export const entriesOf = (text: string): string[] =>
  text
    .split(/[\n,]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");

export const textOf = (entries: readonly string[]): string => entries.join("\n");
