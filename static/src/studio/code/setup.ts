/** CodeMirror with the studio's looks. Imported lazily: it is the heaviest thing in the studio. */
import { javascript } from "@codemirror/lang-javascript";
import { json } from "@codemirror/lang-json";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState, type Extension } from "@codemirror/state";
import {
  Decoration,
  EditorView,
  keymap,
  MatchDecorator,
  placeholder,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { minimalSetup } from "codemirror";

export type Language = "javascript" | "json" | "text";

export interface EditorOptions {
  parent: HTMLElement;
  value: string;
  language: Language;
  label: string;
  labelledBy?: string;
  hint?: string;
  onChange: (value: string) => void;
}

const parts = new MatchDecorator({
  regexp: /\{\{[^{}]*\}\}/g,
  decoration: Decoration.mark({ class: "cm-template-part" }),
});

/** Tints `{{ }}` in what is sent, as template fields do. */
const templateParts = ViewPlugin.define(
  (view) => ({
    decorations: parts.createDeco(view),
    update(update: ViewUpdate) {
      this.decorations = parts.updateDeco(update, this.decorations);
    },
  }),
  { decorations: (plugin) => plugin.decorations },
);

const LANGUAGES: Record<Language, () => Extension> = {
  javascript: () => javascript(),
  json: () => [json(), templateParts],
  text: () => templateParts,
};

const looks = EditorView.theme({
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
});

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: "var(--c2)" },
  { tag: [tags.string, tags.special(tags.string), tags.propertyName], color: "var(--c1)" },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: "var(--c5)" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--c3)" },
  { tag: [tags.comment, tags.meta], color: "var(--ink-3)" },
]);

/** The page's nonce, if its policy has one: CodeMirror writes a style element. */
function nonce(): Extension {
  const value = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce;
  return value ? EditorView.cspNonce.of(value) : [];
}

export function createEditor({
  parent,
  value,
  language,
  label,
  labelledBy,
  hint,
  onChange,
}: EditorOptions): EditorView {
  return new EditorView({
    parent,
    state: EditorState.create({
      doc: value,
      extensions: [
        minimalSetup,
        nonce(),
        looks,
        syntaxHighlighting(colours),
        LANGUAGES[language](),
        EditorView.lineWrapping,
        EditorState.tabSize.of(2),
        hint ? placeholder(hint) : [],
        EditorView.contentAttributes.of(labelledBy ? { "aria-labelledby": labelledBy } : { "aria-label": label }),
        // The studio's own: the editor must not take mod+Enter for a new line.
        keymap.of([{ key: "Mod-Enter", run: () => true, stopPropagation: false }]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString());
        }),
      ],
    }),
  });
}

/** Replace the text when it changed elsewhere. */
export function setValue(view: EditorView, value: string): void {
  const present = view.state.doc.toString();
  if (present !== value) view.dispatch({ changes: { from: 0, to: present.length, insert: value } });
}
