/** Widgets as text on the clipboard: readable JSON with all that stands in them. Works between apps and tabs. */
import type { Widget } from "../document";
import { withContents } from "./groups";

export interface Clip {
  lowstream: "widgets";
  format: 1;
  widgets: Widget[];
}

const OURS = /^\s*\{\s*"lowstream"\s*:\s*"widgets"/;

/** Whether it is meant as widgets, whole or broken. */
export const isClip = (text: string): boolean => OURS.test(text);

/** Null: there is none of them. */
export function clipOf(widgets: readonly Widget[], names: readonly string[]): string | null {
  const taken = withContents(widgets, names);
  if (taken.length === 0) return null;
  const clip: Clip = { lowstream: "widgets", format: 1, widgets: taken };
  return JSON.stringify(clip, null, 2);
}
