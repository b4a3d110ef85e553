/** A code field: CodeMirror once it has loaded, a plain text area until then and if it can't. */
import type { EditorView } from "@codemirror/view";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useFound } from "../finder";
import { forgetField, type LastField, lastField } from "./last-field";
import type { Language } from "./setup";
import { useWorld } from "./world";

type Setup = typeof import("./setup");

const ECHOES_MAX = 100; // texts on their way through the draft and back; more is no echo any more

export interface CodeEditorProps {
  value: string;
  language: Language;
  /** Text or JSON with `{{ }}` parts. */
  templates?: boolean;
  /** The spoken name. */
  label: string;
  hint?: string;
  /** `tall` fills the panel it stands in; otherwise the editor grows with its text up to a bound. */
  tall?: boolean;
  wrong?: boolean;
  testId?: string;
  /** In the document: whoever is led there finds the caret in it. */
  path?: string;
  onChange: (value: string) => void;
}

export function CodeEditor(props: CodeEditorProps) {
  const { value, language, templates = false, label, hint, tall, wrong, testId, path, onChange } = props;
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<{ view: EditorView; setup: Setup } | null>(null);
  const [plain, setPlain] = useState(true);
  const [problem, setProblem] = useState<string | null>(null);
  const world = useWorld();
  // The editor lives longer than one render; it reads the newest of these.
  const latest = useRef({ value, onChange, world });
  latest.current = { value, onChange, world };
  // What was typed here comes back as `value`, perhaps after more was typed: that must not undo the newer text.
  const echoes = useRef<string[]>([]);

  useEffect(() => {
    let gone = false;
    let own: LastField | null = null;
    const remember = () => {
      lastField.value = own;
    };
    import("./setup").then(
      (setup) => {
        if (gone || !host.current) return;
        const view = setup.createEditor({
          parent: host.current,
          value: latest.current.value,
          language,
          templates,
          label,
          hint,
          numbers: tall ?? false,
          world: () => latest.current.world(),
          onProblem: setProblem,
          onChange: (text) => {
            if (text === latest.current.value) return; // the draft's own text was put in
            echoes.current = [...echoes.current, text].slice(-ECHOES_MAX);
            latest.current.onChange(text);
          },
        });
        editor.current = { view, setup };
        own = { label, insert: (expression) => setup.insertExpression(view, expression, language !== "javascript") };
        if (language === "javascript" || templates) view.contentDOM.addEventListener("focus", remember);
        setPlain(false);
      },
      () => undefined, // offline: the text area goes on working
    );
    return () => {
      gone = true;
      forgetField(own);
      editor.current?.view.destroy();
      editor.current = null;
    };
  }, [language, templates, label, hint, tall]);

  useLayoutEffect(() => {
    const present = editor.current;
    if (!present) return;
    const echo = echoes.current.indexOf(value);
    echoes.current = echo < 0 ? [] : echoes.current.slice(echo + 1);
    if (echo < 0) present.setup.setValue(present.view, value);
  }, [value]);

  useFound(path, (line) => editor.current?.setup.showLine(editor.current.view, line), !plain);

  return (
    <div class={`code-field ${tall ? "tall" : ""}`} data-testid={testId}>
      <div class={`code-editor ${wrong || problem ? "wrong" : ""}`} ref={host}>
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
      {problem && (
        <p class="field-error" role="status">
          {problem}
        </p>
      )}
    </div>
  );
}
