/** What is wrong with the code, underlined and in the gutter, with the name meant to put in its place. */
import { type Action, type Diagnostic, linter, lintGutter, nextDiagnostic } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import { type EditorView, keymap } from "@codemirror/view";
import { knownNames } from "../language/known-names";
import { type Problem, problemsOfCode, problemsOfTemplate } from "../language/problems";
import { givenNames, type World } from "../language/world";
import type { Language } from "./setup";

const PAUSE_MS = 400; // half a name is no fault yet

/** `onProblem` is told the first one, to be said under the editor; null once there is none. */
export function checking(language: Language, world: () => World, onProblem: (said: string | null) => void): Extension {
  const check = ({ state }: EditorView): Diagnostic[] => {
    const known = world();
    if (known.scope.definition) return []; // the server says what is wrong there
    const { doc } = state;
    const problems = language === "javascript" ? problemsOfCode : problemsOfTemplate;
    const found = problems(doc.toString(), knownNames(known), givenNames(known.scope));
    const [first] = found;
    onProblem(first ? `${doc.lines > 1 ? `Line ${doc.lineAt(first.from).number}: ` : ""}${first.message}` : null);
    return found.map(diagnosticOf);
  };
  return [linter(check, { delay: PAUSE_MS }), lintGutter(), keymap.of([{ key: "F8", run: nextDiagnostic }])];
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
