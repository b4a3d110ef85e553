/** Markdown rendered once for the same text: items come again with every update. */
import { renderMarkdown } from "../text/markdown";

const KEPT_MAX = 500; // texts; several screens of items. The oldest go first

const kept = new Map<string, string>();

export function rendered(text: string): string {
  const known = kept.get(text);
  if (known !== undefined) return known;
  const html = renderMarkdown(text);
  kept.set(text, html);
  if (kept.size > KEPT_MAX) kept.delete(kept.keys().next().value as string);
  return html;
}
