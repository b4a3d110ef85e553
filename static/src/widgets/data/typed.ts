/** What is wrong with a typed text, in words; and how much of a huge one is shown. */
import type { InputWidget } from "../../document";

const LENGTH_MAX = 100_000; // characters, the schema's bound; a field with more stalls the page

const EMAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)*$/;

/** null: nothing. */
export function faultOf(text: string, properties: InputWidget["properties"]): string | null {
  const { kind, required, max_length } = properties;
  if (text.trim() === "") return required ? "This is needed. Enter something." : null;
  if (max_length !== null && text.length > max_length) {
    return `This has ${text.length} characters. At most ${max_length} are taken.`;
  }
  if (kind === "email" && !EMAIL.test(text.trim()))
    return `“${short(text)}” is no e-mail address. Write it as ann@example.org.`;
  if (kind === "url" && !isAddress(text)) return `“${short(text)}” is no web address. Write it as https://example.org.`;
  return null;
}

/** The beginning of a text that is too long to be edited, and a sentence about it. */
export function fitted(text: string): { text: string; fault: string | null } {
  if (text.length <= LENGTH_MAX) return { text, fault: null };
  const [length, most] = [text.length, LENGTH_MAX].map((number) => number.toLocaleString("en-US"));
  return { text: text.slice(0, LENGTH_MAX), fault: `The text has ${length} characters; the first ${most} are shown.` };
}

/** For the control's own bound. */
export const lengthOf = (max: number | null): number => max ?? LENGTH_MAX;

const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

function isAddress(text: string): boolean {
  try {
    return /^(https?|wss?|ftp|mailto):$/.test(new URL(text.trim()).protocol);
  } catch {
    return false;
  }
}
