/** The room a stat's texts want, so that the sheet can choose the largest size at which they stand on one line. */
import { widthOf } from "../data/width";

const LEAST = 0.5; // em; the sheet divides by it
const GAP = 0.5; // em, before each text that stands beside the figure

export const figureWidth = (text: string): number => Math.max(LEAST, widthOf(text));

/** Of the texts beside the figure, in em of their own size; empty ones take none. */
export function besideWidth(...texts: readonly string[]): number {
  return texts.reduce((sum, text) => (text === "" ? sum : sum + GAP + widthOf(text)), 0);
}
