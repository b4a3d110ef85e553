/** What a template is now, in the running app: asked with every key, and again from time to time. */
import { useLayoutEffect, useState } from "preact/hooks";
import type { Preview } from "../../bridge";
import { NoAnswer } from "../canvas/link";
import { valueText } from "../format";
import { language, loadLanguage } from "../language/lazy";
import type { World } from "../language/world";
import { useStudio } from "../studio";
import { hasTemplate } from "./parts";
import { useCodeScope, useWorld } from "./world";

const REFRESH_MS = 2_000; // the app's values move; a field at the edge of sight need not be quicker

export interface TemplateValue {
  /** As short text; null for a text without a template, or while the app can't tell. */
  text: string | null;
  /** Why it has none. */
  failure: string | null;
}

const NOTHING: TemplateValue = { text: null, failure: null };

export function usePreview(template: string, wanted = true): TemplateValue {
  const studio = useStudio();
  const world = useWorld();
  const scope = useCodeScope();
  const [value, setValue] = useState(NOTHING);
  const asked = wanted && !scope.definition && hasTemplate(template);
  // With the key, not after the browser has drawn what it changed: the app answers meanwhile.
  useLayoutEffect(() => {
    if (!asked) {
      setValue(NOTHING);
      return;
    }
    let gone = false;
    let timer: ReturnType<typeof setTimeout>;
    const ask = async () => {
      const next = await given(world())
        .then((names) => studio.evaluate(template, names))
        .then(shown, failed);
      if (gone) return;
      // What it is given is a sample: that it fails with it says little.
      setValue(next.failure !== null && isGiven(world()) ? NOTHING : next);
      timer = setTimeout(ask, REFRESH_MS);
    };
    void ask();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [studio, template, asked, world]);
  return value;
}

const shown = (value: Preview): TemplateValue => ({ text: valueText(value), failure: null });

const failed = (error: Error): TemplateValue => ({
  text: null,
  failure: error instanceof NoAnswer ? null : error.message,
});

const isGiven = ({ scope }: World): boolean => scope.event !== undefined || scope.row !== undefined;

/** Samples of what the template is given where it stands: the event, or a row. */
async function given(world: World): Promise<Record<string, unknown> | undefined> {
  const { event, row } = world.scope;
  if (!event && !row) return undefined;
  const { sampleEvent, rowsOf } = language.peek() ?? (await loadLanguage());
  return event ? { event: sampleEvent(world) } : { item: row && rowsOf(row, world).at(-1), index: 0 };
}
