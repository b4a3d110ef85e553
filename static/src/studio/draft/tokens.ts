/** Cuts JavaScript into words, strings, comments and the rest: as much as renaming a variable needs, no grammar. */

export interface Token {
  kind: "word" | "string" | "template" | "space" | "other";
  text: string;
}

// In order: comments count as space; an unfinished string ends with its line, as code being typed has many.
const PATTERN =
  /(\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\s+)|("(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?)|(`(?:\\[\s\S]|[^`\\])*`?)|([A-Za-z_$][\w$]*)|(\d[\w.]*|[\s\S])/g;

export function tokens(code: string): Token[] {
  const found: Token[] = [];
  for (const match of code.matchAll(PATTERN)) {
    const kind = match[1] ? "space" : match[2] ? "string" : match[3] ? "template" : match[4] ? "word" : "other";
    found.push({ kind, text: match[0] });
  }
  return found;
}
