/** Close codes as a person types them: numbers with commas or spaces between. */
const CODE_MAX = 65_535; // a close frame has two bytes for it

/** `bad` is the first part that is no code; `codes` has each once. */
export function readCodes(text: string): { codes: number[]; bad: string | null } {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== "");
  const bad = parts.find((part) => !/^\d{1,5}$/.test(part) || Number(part) > CODE_MAX) ?? null;
  return bad === null ? { codes: [...new Set(parts.map(Number))], bad } : { codes: [], bad };
}
