/** Text at its place: each line where the browser has broken it. */

const WORDS_MAX = 300; // of one text; a picture so small shows no more

export function paintText(context: CanvasRenderingContext2D, node: Text, style: CSSStyleDeclaration): void {
  const text = node.data;
  if (text.trim() === "" || Number.parseFloat(style.fontSize) === 0) return;
  pen(context, style);
  const range = document.createRange();
  range.selectNodeContents(node);
  const rects = range.getClientRects();
  const [only] = rects;
  if (!only) return;
  const lines = rects.length === 1 ? [{ words: text, rect: only }] : linesOf(node, range);
  for (const { words, rect } of lines) line(context, words, rect, style);
}

/** Sets the font and colour of an element. */
export function pen(context: CanvasRenderingContext2D, style: CSSStyleDeclaration): void {
  context.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  context.fillStyle = style.color;
  if ("letterSpacing" in context)
    context.letterSpacing = style.letterSpacing === "normal" ? "0px" : style.letterSpacing;
}

/** One line in its box; squeezed where the canvas has it a little wider than the page. */
export function line(context: CanvasRenderingContext2D, text: string, box: DOMRect, style: CSSStyleDeclaration): void {
  if (box.width <= 0) return;
  const words = text.replace(/\s+/g, " ").trim();
  const said =
    style.textTransform === "uppercase"
      ? words.toUpperCase()
      : style.textTransform === "capitalize"
        ? words.replace(/\b\p{L}/gu, (letter) => letter.toUpperCase())
        : words;
  const { fontBoundingBoxAscent: above, fontBoundingBoxDescent: below } = context.measureText(said);
  context.fillText(said, box.x, box.y + (box.height - above - below) / 2 + above, box.width);
}

/** Words gathered by the line they stand on. */
function linesOf(node: Text, range: Range): { words: string; rect: DOMRect }[] {
  const lines: { words: string; rect: DOMRect }[] = [];
  let count = 0;
  for (const { 0: word, index } of node.data.matchAll(/\S+\s*/g)) {
    if (++count > WORDS_MAX) break;
    range.setStart(node, index);
    range.setEnd(node, index + word.trimEnd().length);
    const [rect] = range.getClientRects();
    if (!rect) continue;
    const last = lines.at(-1);
    if (last && Math.abs(last.rect.top - rect.top) < rect.height / 2) {
      last.words += word;
      last.rect = new DOMRect(last.rect.x, last.rect.y, rect.right - last.rect.x, last.rect.height);
    } else lines.push({ words: word, rect });
  }
  return lines;
}
