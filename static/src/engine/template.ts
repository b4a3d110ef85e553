/**
 * Text with `{{ }}` parts. A lone `{{ x }}` keeps the type of x; mixed text is joined, objects as JSON, null as ''.
 *
 * The scanner knows just enough JavaScript to find the closing `}}`: strings, template literals, comments, regular
 * expressions and nested braces.
 */

export interface Expression {
  code: string;
  line: number; // of its first character, counted from 1 within the template
}
export type Part = string | Expression;

const { stringify } = JSON; // taken before app code could replace it

/** Split a template. Throws a SyntaxError when a `{{` is never closed. */
export function parseTemplate(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (;;) {
    const open = text.indexOf("{{", from);
    if (open < 0) break;
    const close = endOfExpression(text, open + 2);
    const line = countLines(text, open + 2);
    if (close < 0) throw new SyntaxError(`the {{ in line ${line} is not closed; add }}`);
    if (open > from) parts.push(text.slice(from, open));
    parts.push({ code: text.slice(open + 2, close), line });
    from = close + 2;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}

/** The only expression of a template that has nothing but white space around it. */
export function loneExpression(parts: Part[]): Expression | null {
  let lone: Expression | null = null;
  for (const part of parts) {
    if (typeof part === "string") {
      if (part.trim() !== "") return null;
    } else if (lone) return null;
    else lone = part;
  }
  return lone;
}

/** A value inside mixed text. */
export function toText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "object") return stringify(value) ?? "";
  return String(value);
}

function countLines(text: string, end: number): number {
  let lines = 1;
  for (let i = text.indexOf("\n"); i >= 0 && i < end; i = text.indexOf("\n", i + 1)) lines += 1;
  return lines;
}

/** Index of the `}}` that closes an expression starting at `start`, or -1. */
export function endOfExpression(text: string, start: number): number {
  const open: string[] = []; // "{", "(" or "[" each waiting for its close; "`" for a ${ inside a template literal
  let fallback = -1;
  let operand = true; // whether a value may start here, which makes a "/" open a regular expression
  for (let i = start; i < text.length; i += 1) {
    const char = text[i]!;
    const next = text[i + 1];
    if (char === '"' || char === "'") {
      i = endOfString(text, i);
      operand = false;
    } else if (char === "`" || (char === "}" && open.at(-1) === "`")) {
      if (char === "}") open.pop();
      const end = endOfLiteral(text, i + 1);
      if (end < 0) return fallback;
      if (text[end] === "{") open.push("`"); // a ${ … } follows
      operand = text[end] === "{";
      i = end;
    } else if (char === "/" && next === "/") {
      const end = text.indexOf("\n", i);
      // A comment at the end of the template hides its closing braces; they count if no others come.
      const close = text.indexOf("}}", i);
      if (open.length === 0 && fallback < 0) fallback = close;
      if (end < 0) return fallback;
      i = end;
    } else if (char === "/" && next === "*") {
      const end = text.indexOf("*/", i + 2);
      if (end < 0) return fallback;
      i = end + 1;
    } else if (char === "/" && operand) {
      i = endOfRegExp(text, i);
      operand = false;
    } else if (char === "{" || char === "(" || char === "[") {
      open.push(char);
      operand = true;
    } else if (char === "}" && open.length === 0) {
      return next === "}" ? i : fallback;
    } else if (char === "}" || char === ")" || char === "]") {
      open.pop();
      operand = false;
    } else if (/[\w$]/.test(char)) {
      const word = /^[\w$]+/.exec(text.slice(i, i + 64))![0];
      operand = word === "return" || word === "typeof" || word === "in" || word === "of";
      i += word.length - 1;
    } else if (!/\s/.test(char)) {
      operand = true; // an operator
    }
  }
  return fallback;
}

/** Index of the closing quote, or the end of the text. */
function endOfString(text: string, start: number): number {
  const quote = text[start];
  let i = start + 1;
  while (i < text.length && text[i] !== quote) i += text[i] === "\\" ? 2 : 1;
  return i;
}

/** Index of the closing backtick, or of the `{` of a `${`; -1 if neither comes. */
function endOfLiteral(text: string, start: number): number {
  for (let i = start; i < text.length; i += 1) {
    if (text[i] === "\\") i += 1;
    else if (text[i] === "`") return i;
    else if (text[i] === "$" && text[i + 1] === "{") return i + 1;
  }
  return -1;
}

/** Index of the closing slash, or of the last character of its line. */
function endOfRegExp(text: string, start: number): number {
  let inClass = false;
  for (let i = start + 1; i < text.length; i += 1) {
    const char = text[i];
    if (char === "\\") i += 1;
    else if (char === "\n") return i - 1;
    else if (char === "[") inClass = true;
    else if (char === "]") inClass = false;
    else if (char === "/" && !inClass) return i;
  }
  return text.length;
}
