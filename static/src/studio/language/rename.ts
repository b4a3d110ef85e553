/** Renaming what code takes from outside: not in strings, comments, property names, nor where a local has that name. */
import { isCaptured, outerNames } from "./names";
import { pieces } from "./pieces";

export function renameInCode(code: string, from: string, to: string, locals: readonly string[] = []): string {
  if (!code.includes(from)) return code;
  let renamed = "";
  let end = 0;
  for (const use of outerNames(code, locals)) {
    if (use.name !== from) continue;
    renamed += code.slice(end, use.from) + (use.shorthand ? `${from}: ${to}` : to);
    end = use.to;
  }
  return renamed + code.slice(end);
}

/** Rename in the `{{ }}` parts of a text. */
export function renameInTemplate(text: string, from: string, to: string, locals: readonly string[] = []): string {
  if (!text.includes(from)) return text;
  let renamed = "";
  let end = 0;
  for (const piece of pieces(text)) {
    renamed += text.slice(end, piece.from) + asExpression(piece.code, (code) => renameInCode(code, from, to, locals));
    end = piece.from + piece.code.length;
  }
  return renamed + text.slice(end);
}

/** Whether `from`, renamed to `to`, would mean a name of the code's own somewhere. */
export function isTaken(text: string, from: string, to: string, template: boolean, locals: readonly string[]): boolean {
  if (!text.includes(from)) return false;
  if (locals.includes(to))
    return (template ? pieces(text).map((one) => one.code) : [text]).some((code) => says(code, from, locals));
  if (!text.includes(to)) return false;
  if (!template) return isCaptured(text, from, to, locals);
  return pieces(text).some((piece) => isCaptured(`(${piece.code})`, from, to, locals));
}

const says = (code: string, name: string, locals: readonly string[]): boolean =>
  outerNames(`(${code})`, locals).some((use) => use.name === name);

/** `{ a: 1 }` alone is a block; in parentheses it is the object that a binding means. */
function asExpression(code: string, change: (code: string) => string): string {
  return change(`(${code})`).slice(1, -1);
}
