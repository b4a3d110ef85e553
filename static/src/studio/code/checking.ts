/** What is wrong with the code, underlined and in the gutter, with the name meant to put in its place. */
import { type Action, type Diagnostic, linter, lintGutter } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { knownNames } from "../language/known-names";
import { type Problem, problemsOfCode, problemsOfTemplate } from "../language/problems";
import { givenNames, type World } from "../language/world";
import type { Language } from "./setup";

const PAUSE_MS = 400; // half a name is no fault yet

export function checking(language: Language, world: () => World): Extension {
  const check = ({ state }: EditorView): Diagnostic[] => {
    const known = world();
    if (known.scope.definition) return []; // the server says what is wrong there
    const problems = language === "javascript" ? problemsOfCode : problemsOfTemplate;
    return problems(state.doc.toString(), knownNames(known), givenNames(known.scope)).map(diagnosticOf);
  };
  return [linter(check, { delay: PAUSE_MS }), lintGutter()];
}

const diagnosticOf = ({ from, to, severity, message, meant }: Problem): Diagnostic => ({
  from,
  to,
  severity,
  message,
  actions: meant === null ? [] : [put(meant)],
});

const put = (meant: string): Action => ({
  name: `Use ${meant}`,
  apply: (view, from, to) => view.dispatch({ changes: { from, to, insert: meant } }),
});
