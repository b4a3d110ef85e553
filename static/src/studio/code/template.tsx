/** A text field whose `{{ }}` parts are tinted, with the present value at its right end and an error under it. */
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";

export interface TemplateInputProps {
  id?: string;
  value: string;
  onInput: (value: string) => void;
  label?: string;
  placeholder?: string;
  /** At the right end: what the binding is now. */
  preview?: ComponentChildren;
  wrong?: boolean;
  multiline?: boolean;
  /** Of one line: the id of a `datalist` with what may be chosen. */
  list?: string;
  testId?: string;
}

const PART = /(\{\{[\s\S]*?(?:\}\}|$))/;

/** The text cut into plain and template parts, in turn. */
export const templateParts = (text: string): string[] => text.split(PART);
export const hasTemplate = (text: string): boolean => PART.test(text);

/**
 * The input's own text is transparent; the same text, tinted, lies behind it. So it stays a native input, with its
 * caret, selection, undo and spoken name.
 */
export function TemplateInput(props: TemplateInputProps) {
  const { id, value, onInput, label, placeholder, preview, wrong, testId } = props;
  // A one-line input would drop the line breaks of a text that has some.
  const multiline = props.multiline || value.includes("\n");
  const mirror = useRef<HTMLDivElement>(null);
  const follow = (element: HTMLElement) => {
    if (!mirror.current) return;
    mirror.current.scrollLeft = element.scrollLeft;
    mirror.current.scrollTop = element.scrollTop;
  };
  const common = {
    id,
    value,
    placeholder,
    spellcheck: false,
    "aria-label": label,
    "aria-invalid": wrong || undefined,
    "data-testid": testId,
  };
  return (
    <div class={`template input mono ${multiline ? "multi" : ""} ${wrong ? "wrong" : ""}`}>
      <div class="template-text">
        <div class="template-mirror" ref={mirror} aria-hidden="true">
          {templateParts(value).map((part, index) => (index % 2 ? <mark key={index}>{part}</mark> : part))}
          {multiline && "\n"}
        </div>
        {multiline ? (
          <textarea
            {...common}
            rows={1}
            onInput={(event) => onInput(event.currentTarget.value)}
            onScroll={(event) => follow(event.currentTarget)}
          />
        ) : (
          <input
            {...common}
            type="text"
            list={props.list}
            autocomplete="off"
            onInput={(event) => onInput(event.currentTarget.value)}
            onScroll={(event) => follow(event.currentTarget)}
          />
        )}
      </div>
      {preview !== undefined && preview !== null && preview !== "" && <span class="template-value num">{preview}</span>}
    </div>
  );
}
