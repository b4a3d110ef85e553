/** A text cut at its `{{ }}`. */

const PART = /(\{\{[\s\S]*?(?:\}\}|$))/;

/** The text cut into plain and template parts, in turn. */
export const templateParts = (text: string): string[] => text.split(PART);
export const hasTemplate = (text: string): boolean => PART.test(text);
