/** The `{{ }}` parts of a text with where they stand. One that is not closed reaches to the end. */
import { endOfExpression } from "../../engine/template";

export interface Piece {
  code: string;
  /** Of its first character, within the text. */
  from: number;
  closed: boolean;
}

export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (;;) {
    const open = text.indexOf("{{", from);
    if (open < 0) return found;
    const close = endOfExpression(text, open + 2);
    const end = close < 0 ? text.length : close;
    found.push({ code: text.slice(open + 2, end), from: open + 2, closed: close >= 0 });
    if (close < 0) return found;
    from = close + 2;
  }
}
