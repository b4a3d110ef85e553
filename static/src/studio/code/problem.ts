/** What is wrong with a template while it is typed: at once gone, but told only after a pause. */
import { useEffect, useState } from "preact/hooks";
import { language, loadLanguage } from "../language/lazy";
import type { Problem } from "../language/problems";
import { useStudio } from "../studio";
import { hasTemplate } from "./parts";
import { useCodeScope, useWorld } from "./world";

const PAUSE_MS = 500; // half a name is no fault yet

/** The first one of the text, or null. `typing`: the person is in the field. */
export function useProblem(template: string, typing: boolean): Problem | null {
  const names = useStudio().names.value; // another name may be what is missing
  const scope = useCodeScope();
  const world = useWorld();
  const known = language.value;
  const [problem, setProblem] = useState<Problem | null>(null);
  const asked = !scope.definition && hasTemplate(template);
  useEffect(() => {
    if (!asked) {
      setProblem(null);
      return;
    }
    if (!known) {
      loadLanguage().catch(() => undefined); // offline: the engine's own errors go on being shown
      return;
    }
    const now = world();
    const [found] = known.problemsOfTemplate(template, known.knownNames(now), known.givenNames(now.scope));
    if (!found || !typing) {
      setProblem(found ?? null);
      return;
    }
    const timer = setTimeout(() => setProblem(found), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [template, asked, known, typing, names, world]);
  return problem;
}
