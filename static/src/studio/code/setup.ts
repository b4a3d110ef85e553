/** CodeMirror with the studio's looks. Imported lazily: it is the heaviest thing in the studio. */
import { javascript } from "@codemirror/lang-javascript";
import { json } from "@codemirror/lang-json";
import { EditorState, type Extension } from "@codemirror/state";
import {
  Decoration,
  EditorView,
  keymap,
  lineNumbers,
  MatchDecorator,
  placeholder,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";
import { minimalSetup } from "codemirror";
import type { World } from "../language/world";
import { checking } from "./checking";
import { asTemplatePart } from "./last-field";
import { looks } from "./looks";
import { suggesting } from "./suggesting";

export type Language = "javascript" | "json" | "text";

export interface EditorOptions {
  parent: HTMLElement;
  value: string;
  language: Language;
  label: string;
  labelledBy?: string;
  hint?: string;
  /** Text or JSON with `{{ }}` parts. */
  templates: boolean;
  /** Shown at the left. */
  numbers: boolean;
  /** What is known where the code stands. */
  world: () => World;
  /** The first thing wrong, in words; null: nothing is. */
  onProblem: (said: string | null) => void;
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
  templates,
  numbers,
  world,
  onProblem,
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
        LANGUAGES[language](),
        language === "javascript" || templates
          ? [suggesting(language, world), checking(language, world, onProblem)]
          : [],
        numbers ? lineNumbers() : [],
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

/** Put the caret at the beginning of a line, counted from 1, or at the end of the text. */
export function showLine(view: EditorView, line: number | null): void {
  const { doc } = view.state;
  const anchor = line === null ? doc.length : doc.line(Math.max(1, Math.min(line, doc.lines))).from;
  view.dispatch({ selection: { anchor }, scrollIntoView: true });
  view.focus();
}

/** Put an expression at the caret, in braces where it has to be. */
export function insertExpression(view: EditorView, expression: string, template: boolean): void {
  const { from } = view.state.selection.main;
  const text = template ? asTemplatePart(view.state.doc.toString(), from, expression) : expression;
  view.dispatch({ ...view.state.replaceSelection(text), userEvent: "input", scrollIntoView: true });
  view.focus();
}

/** Replace the text when it changed elsewhere. */
export function setValue(view: EditorView, value: string): void {
  const present = view.state.doc.toString();
  if (present !== value) view.dispatch({ changes: { from: 0, to: present.length, insert: value } });
}
