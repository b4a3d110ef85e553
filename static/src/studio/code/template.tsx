/** A text field whose `{{ }}` parts are tinted, with the present value at its right end and an error under it. */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { useFound } from "../finder";
import { type TextField, typeInto, useCompletion } from "./completion";
import { CompletionList } from "./completion-list";
import { asTemplatePart, forgetField, type LastField, lastField } from "./last-field";
import { hasTemplate, templateParts } from "./parts";
import { usePreview } from "./preview";
import { useProblem } from "./problem";

export { hasTemplate, templateParts };

export interface TemplateInputProps {
  id?: string;
  value: string;
  onInput: (value: string) => void;
  label?: string;
  placeholder?: string;
  /** At the right end, instead of what the binding is now. Null: nothing. */
  preview?: ComponentChildren;
  /** The server refuses it; whoever draws the field says why. */
  wrong?: boolean;
  /** What the running app says is wrong with it. */
  failure?: string | null;
  multiline?: boolean;
  /** Of one line: the id of a `datalist` with what may be chosen. */
  list?: string;
  testId?: string;
  /** In the document: whoever is led there finds the caret in it. */
  path?: string;
}

/**
 * The input's own text is transparent; the same text, tinted, lies behind it. So it stays a native input, with its
 * caret, selection, undo and spoken name.
 */
export function TemplateInput(props: TemplateInputProps) {
  const { id, value, onInput, label, placeholder, wrong, testId, path } = props;
  // A one-line input would drop the line breaks of a text that has some.
  const multiline = props.multiline || value.includes("\n");
  const mirror = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const errorId = useId();
  const [typing, setTyping] = useState(false);
  const completion = useCompletion(field);
  const problem = useProblem(value, typing);
  const present = usePreview(value, props.preview === undefined);
  useFound(path, () => field.current?.focus());
  const own = useRef<LastField | null>(null);
  useEffect(() => () => forgetField(own.current), []);
  // Of what is still being typed, the app's own words would flicker.
  const failure = typing ? null : (props.failure ?? present.failure);
  const error = wrong || completion.shown ? null : (problem?.message ?? failure);
  const preview = error ? null : (props.preview ?? present.text);

  const follow = (element: HTMLElement) => {
    if (!mirror.current) return;
    mirror.current.scrollLeft = element.scrollLeft;
    mirror.current.scrollTop = element.scrollTop;
  };
  const common = {
    ref: field,
    id,
    value,
    placeholder,
    spellcheck: false,
    "aria-label": label,
    "aria-invalid": wrong || error !== null || undefined,
    "aria-describedby": error ? errorId : undefined,
    "aria-autocomplete": "list" as const,
    "aria-haspopup": "listbox" as const,
    "aria-controls": completion.shown ? completion.id : undefined,
    "aria-activedescendant": completion.activeId,
    "data-testid": testId,
    onInput: (event: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) => {
      setTyping(true);
      onInput(event.currentTarget.value);
      completion.typed();
    },
    onKeyDown: completion.keyed,
    onScroll: (event: { currentTarget: HTMLElement }) => follow(event.currentTarget),
    onClick: completion.close,
    onFocus: () => {
      own.current = { label: nameOf(field.current), insert: (expression) => insertAtCaret(field.current, expression) };
      lastField.value = own.current;
    },
    onBlur: () => {
      setTyping(false);
      completion.close();
    },
  };
  return (
    <div class="template-field">
      <div class={`template input mono ${multiline ? "multi" : ""} ${wrong || error ? "wrong" : ""}`}>
        <div class="template-text">
          <div class="template-mirror" ref={mirror} aria-hidden="true">
            {templateParts(value).map((part, index) => (index % 2 ? <mark key={index}>{part}</mark> : part))}
            {multiline && "\n"}
          </div>
          {multiline ? (
            <textarea {...common} rows={1} />
          ) : (
            <input {...common} type="text" list={props.list} autocomplete="off" />
          )}
        </div>
        {preview !== undefined && preview !== null && preview !== "" && (
          <span class="template-value num">{preview}</span>
        )}
      </div>
      {error && (
        <p class="field-error" id={errorId}>
          {error}
        </p>
      )}
      <CompletionList completion={completion} mirror={mirror} />
    </div>
  );
}

const nameOf = (field: TextField | null): string =>
  field?.getAttribute("aria-label") ?? field?.labels?.[0]?.textContent ?? "the field";

function insertAtCaret(field: TextField | null, expression: string): void {
  if (!field) return;
  const caret = field.selectionStart ?? field.value.length;
  typeInto(field, caret, field.selectionEnd ?? caret, asTemplatePart(field.value, caret, expression));
}
