/** What a template is now, in the running app: asked a moment after typing, and again from time to time. */
import { useEffect, useState } from "preact/hooks";
import { valueText } from "../format";
import { useStudio } from "../studio";
import { hasTemplate } from "./template";

const TYPING_MS = 150; // a pause between two letters
const REFRESH_MS = 2_000; // the app's values move; a field at the edge of sight need not be quicker

/** The value as short text; null for a text without a template, or while the app can't tell. */
export function usePreview(template: string): string | null {
  const studio = useStudio();
  const [text, setText] = useState<string | null>(null);
  const asked = hasTemplate(template);
  useEffect(() => {
    setText(null);
    if (!asked) return;
    let gone = false;
    let timer: ReturnType<typeof setTimeout>;
    const ask = async () => {
      const value = await studio.evaluate(template).then(valueText, () => null);
      if (gone) return;
      setText(value);
      timer = setTimeout(ask, REFRESH_MS);
    };
    timer = setTimeout(ask, TYPING_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [studio, template, asked]);
  return text;
}
