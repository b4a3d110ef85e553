/** Completion in the code editor: the same suggestions as in a template field, in CodeMirror's own list. */
import {
  acceptCompletion,
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from "@codemirror/autocomplete";
import { type Extension, Prec } from "@codemirror/state";
import { type EditorView, keymap } from "@codemirror/view";
import { type Suggestion, suggestInCode, suggestInTemplate } from "../language/suggest";
import type { World } from "../language/world";
import type { Language } from "./setup";

export function suggesting(language: Language, world: () => World): Extension {
  const source = ({ state, pos, explicit }: CompletionContext): CompletionResult | null => {
    const suggest = language === "javascript" ? suggestInCode : suggestInTemplate;
    const found = suggest(state.doc.toString(), pos, world(), explicit);
    if (!found || found.options.length === 0) return null;
    return { from: found.from, to: found.to, filter: false, options: found.options.map(optionOf) };
  };
  const list = autocompletion({
    override: [source],
    icons: false,
    interactionDelay: 0, // as in a template field: what is shown can be taken
    addToOptions: [{ render: valueText, position: 90 }],
  });
  return [Prec.high(keymap.of([{ key: "Tab", run: acceptCompletion }])), list];
}

interface Option extends Completion {
  suggestion: Suggestion;
}

const optionOf = (suggestion: Suggestion): Option => ({
  label: suggestion.label,
  detail: suggestion.detail,
  suggestion,
  apply: (view, _, from, to) => put(view, suggestion, from, to),
});

function put(view: EditorView, { insert, back, before }: Suggestion, from: number, to: number): void {
  const start = from - before;
  view.dispatch({
    changes: { from: start, to, insert },
    selection: { anchor: start + insert.length - back },
    userEvent: "input.complete",
  });
}

/** Its value now, at the right end of its row. */
function valueText(completion: Completion): Node | null {
  const { value } = (completion as Option).suggestion;
  if (value === "") return null;
  const span = document.createElement("span");
  span.className = "completion-value mono num";
  span.textContent = value;
  return span;
}
