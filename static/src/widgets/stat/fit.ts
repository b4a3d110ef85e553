/** How much room a figure wants, so that the sheet can choose the largest size at which it stands on one line. */

// In em, of the interface's font with its figures all of one width.
const DIGIT = 0.63;
const POINT = 0.32;
const LETTER = 0.66;
const GAP = 0.5; // before each text that stands beside another

/** Room of a text, in em; never 0, for the sheet divides by it. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    width += /\d/.test(character) ? DIGIT : /[\s.,:'’|il]/.test(character) ? POINT : LETTER;
  }
  return Math.max(GAP, Number(width.toFixed(2)));
}

/** Room of the texts that stand beside the figure, in em of their own size; empty ones take none. */
export function besideOf(...texts: readonly string[]): number {
  return texts.reduce((sum, text) => (text === "" ? sum : sum + GAP + widthOf(text)), 0);
}
