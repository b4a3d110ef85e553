/** Markdown to safe HTML. */
import DOMPurify from "dompurify";
import { marked } from "marked";

const LENGTH_MAX = 100_000; // characters; a longer text would stall the page on each change

/** No scripts, styles, forms or frames; images are dropped by the page's policy unless they are data. */
export function renderMarkdown(source: string): string {
  const text = source.length > LENGTH_MAX ? `${source.slice(0, LENGTH_MAX)}…` : source;
  const html = marked.parse(text, { async: false, gfm: true, breaks: true });
  return DOMPurify.sanitize(html, {
    USE_PROFILES: { html: true },
    FORBID_TAGS: ["style", "form", "input", "button", "textarea", "select", "iframe"],
    FORBID_ATTR: ["style", "id", "name"],
  });
}
