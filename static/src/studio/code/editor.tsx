/** A code field: CodeMirror once it has loaded, a plain text area until then and if it can't. */
import type { EditorView } from "@codemirror/view";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Language } from "./setup";

type Setup = typeof import("./setup");

const ECHOES_MAX = 100; // texts on their way through the draft and back; more is no echo any more

export interface CodeEditorProps {
  value: string;
  language: Language;
  /** The spoken name. */
  label: string;
  hint?: string;
  /** `tall` fills the panel it stands in; otherwise the editor grows with its text up to a bound. */
  tall?: boolean;
  wrong?: boolean;
  testId?: string;
  onChange: (value: string) => void;
}

export function CodeEditor({ value, language, label, hint, tall, wrong, testId, onChange }: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<{ view: EditorView; setup: Setup } | null>(null);
  const [plain, setPlain] = useState(true);
  // The editor lives longer than one render; it reads the newest of these.
  const latest = useRef({ value, onChange });
  latest.current = { value, onChange };
  // What was typed here comes back as `value`, perhaps after more was typed: that must not undo the newer text.
  const echoes = useRef<string[]>([]);

  useEffect(() => {
    let gone = false;
    import("./setup").then(
      (setup) => {
        if (gone || !host.current) return;
        const view = setup.createEditor({
          parent: host.current,
          value: latest.current.value,
          language,
          label,
          hint,
          onChange: (text) => {
            if (text === latest.current.value) return; // the draft's own text was put in
            echoes.current = [...echoes.current, text].slice(-ECHOES_MAX);
            latest.current.onChange(text);
          },
        });
        editor.current = { view, setup };
        setPlain(false);
      },
      () => undefined, // offline: the text area goes on working
    );
    return () => {
      gone = true;
      editor.current?.view.destroy();
      editor.current = null;
    };
  }, [language, label, hint]);

  useLayoutEffect(() => {
    const present = editor.current;
    if (!present) return;
    const echo = echoes.current.indexOf(value);
    echoes.current = echo < 0 ? [] : echoes.current.slice(echo + 1);
    if (echo < 0) present.setup.setValue(present.view, value);
  }, [value]);

  return (
    <div class={`code-editor ${tall ? "tall" : ""} ${wrong ? "wrong" : ""}`} ref={host} data-testid={testId}>
      {plain && (
        <textarea
          class="mono"
          aria-label={label}
          spellcheck={false}
          rows={Math.min(12, Math.max(1, value.split("\n").length))}
          value={value}
          placeholder={hint}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </div>
  );
}
