/** How the code editor looks: the studio's tokens, in both themes. */
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** The colours of series, dark enough to be read as text. */
const text = (colour: string): string => `color-mix(in srgb, var(${colour}) 75%, var(--ink))`;

const frame = EditorView.theme({
  "&": { fontSize: "12px", color: "var(--ink)", backgroundColor: "transparent" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6", overflow: "auto" },
  ".cm-content": { padding: "7px 0", caretColor: "var(--accent)" },
  ".cm-line": { padding: "0 10px" },
  ".cm-cursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "1.5px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "color-mix(in srgb, var(--accent) 24%, transparent)",
  },
  ".cm-placeholder": { color: "var(--ink-3)" },
  ".cm-template-part, .cm-template-part *": { color: "var(--accent-ink)" },
  ".cm-template-part": {
    background: "var(--accent-soft)",
    borderRadius: "3px",
    boxShadow: "0 0 0 2px var(--accent-soft)",
  },
  ".cm-gutters": { background: "transparent", color: "var(--ink-3)", border: "0", userSelect: "none" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 2px 0 10px", minWidth: "28px" },
  ".cm-gutter-lint": { width: "14px" },
  ".cm-gutter-lint .cm-gutterElement": { padding: "0 2px" },
  ".cm-lint-marker": { width: "8px", height: "8px", content: "none", borderRadius: "50%", marginTop: "6px" },
  ".cm-lint-marker-error": { background: "var(--fail)" },
  ".cm-lint-marker-warning": { background: "var(--busy)" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--fail)" },
  ".cm-lintRange-warning": { backgroundImage: "none", textDecoration: "underline wavy var(--busy)" },
  ".cm-tooltip": {
    background: "var(--raised)",
    color: "var(--ink)",
    border: "1px solid var(--line)",
    borderRadius: "var(--r-6)",
    boxShadow: "var(--shadow-lift)",
  },
  ".cm-diagnostic": { padding: "6px 10px", borderLeft: "0", fontFamily: "var(--font)", fontSize: "12px" },
  ".cm-diagnosticAction": {
    background: "none",
    color: "var(--accent-ink)",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--r-4)",
    padding: "2px 8px",
    minHeight: "24px",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--font)", maxHeight: "260px", padding: "4px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
    display: "flex",
    gap: "8px",
    alignItems: "center",
    minHeight: "26px",
    padding: "0 8px",
    borderRadius: "var(--r-4)",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { background: "var(--accent-soft)", color: "var(--ink)" },
  ".cm-completionLabel": { fontFamily: "var(--mono)" },
  ".cm-completionMatchedText": { textDecoration: "none", color: "var(--accent-ink)" },
  ".cm-completionDetail": { marginLeft: "0", fontStyle: "normal", color: "var(--ink-3)" },
});

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: text("--c2") },
  { tag: [tags.string, tags.special(tags.string), tags.propertyName], color: text("--c1") },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: text("--c5") },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: text("--c3") },
  { tag: [tags.comment, tags.meta], color: "var(--ink-3)" },
]);

export const looks = [frame, syntaxHighlighting(colours)];
