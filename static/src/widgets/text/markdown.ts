/** Markdown to safe HTML. */
import DOMPurify from "dompurify";
import { Marked } from "marked";

const LENGTH_MAX = 100_000; // characters; a longer text would stall the page on each change
const HEADING_LEAST = 6;

// What a text needs, and no more: with the page's own classes, roles and marks, a message from upstream could look like
// the player, lie over it, or be taken for a widget.
const ATTRIBUTES = new Set([
  "href",
  "src",
  "alt",
  "title",
  "width",
  "height",
  "align",
  "colspan",
  "rowspan",
  "start",
  "open",
]);

const purify = DOMPurify(window);

// The page's policy lets no other host be asked for an image; its description says more than a broken one.
purify.addHook("afterSanitizeAttributes", (node) => {
  if (node.nodeName === "IMG" && !node.getAttribute("src")?.startsWith("data:")) {
    node.replaceWith(node.getAttribute("alt") ?? "");
  }
});

purify.addHook("uponSanitizeAttribute", (_, attribute) => {
  attribute.keepAttr &&= ATTRIBUTES.has(attribute.attrName);
});

const marked = new Marked({
  gfm: true,
  breaks: true,
  // The page has its one first heading: the app's title. Those of its widgets stand under it.
  walkTokens: (token) => {
    if (token.type === "heading") token.depth = Math.min(HEADING_LEAST, token.depth + 1);
  },
});

const FORBIDDEN = ["style", "form", "input", "button", "textarea", "select", "iframe"];
const EMBEDDED = ["dialog", "audio", "video", "source", "track", "picture", "map", "area"];

// Once: to read it again with each text costs more than most texts.
purify.setConfig({ USE_PROFILES: { html: true }, FORBID_TAGS: [...FORBIDDEN, ...EMBEDDED] });

// Words alone, as in most texts that change with each message: nothing in it could be anything else.
const PARAGRAPH = /^<p>[^<]*<\/p>\n?$/;

/** No scripts, styles, forms, frames or images of other hosts. */
export function renderMarkdown(source: string): string {
  const text = source.length > LENGTH_MAX ? `${source.slice(0, LENGTH_MAX)}…` : source;
  const html = marked.parse(text, { async: false });
  return PARAGRAPH.test(html) ? html : purify.sanitize(html);
}
