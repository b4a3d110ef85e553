/** Completion in a native text field: opens as it is typed in, or by Ctrl+Space; arrows, Enter, Tab and Escape work it. */
import type { RefObject } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { language, loadLanguage } from "../language/lazy";
import type { Suggestion, Suggestions } from "../language/suggest";
import { useWorld } from "./world";

export type TextField = HTMLInputElement | HTMLTextAreaElement;

export interface Completion {
  /** Of the list, for `aria-controls`. */
  id: string;
  shown: Suggestions | null;
  active: number;
  /** For `aria-activedescendant`. */
  activeId: string | undefined;
  /** After something was typed. */
  typed(): void;
  keyed(event: KeyboardEvent): void;
  close(): void;
  choose(index: number): void;
  point(index: number): void;
}

export const optionId = (list: string, index: number): string => `${list}-${index}`;

export function useCompletion(field: RefObject<TextField | null>): Completion {
  const id = useId();
  const world = useWorld();
  const [shown, setShown] = useState<Suggestions | null>(null);
  const [active, setActive] = useState(0);
  const asking = useRef(0); // the newest question; an older one's answer comes too late

  const open = async (asked: boolean): Promise<void> => {
    asking.current += 1;
    const number = asking.current;
    const known = language.peek() ?? (await loadLanguage().catch(() => null));
    const input = field.current;
    const caret = input?.selectionStart;
    if (number !== asking.current || !known || !input || typeof caret !== "number") return;
    const found = caret === input.selectionEnd ? known.suggestInTemplate(input.value, caret, world(), asked) : null;
    setShown(found && found.options.length > 0 ? found : null);
    setActive(0);
  };
  const close = (): void => {
    asking.current += 1;
    setShown(null);
  };
  const choose = (index: number): void => {
    const option = shown?.options[index];
    close();
    if (!shown || !option || !field.current) return;
    put(field.current, shown, option);
  };
  const move = (by: number): void => {
    const count = shown?.options.length ?? 1;
    setActive((active + by + count) % count);
  };

  return {
    id,
    shown,
    active,
    activeId: shown ? optionId(id, active) : undefined,
    typed: () => void open(false),
    close,
    choose,
    point: setActive,
    keyed(event) {
      if (event.key === " " && event.ctrlKey) void open(true);
      else if (!shown || event.isComposing) return;
      else if (event.key === "ArrowDown") move(1);
      else if (event.key === "ArrowUp") move(-1);
      else if (event.key === "PageDown") setActive(Math.min(active + 8, shown.options.length - 1));
      else if (event.key === "PageUp") setActive(Math.max(active - 8, 0));
      else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey) choose(active);
      else if (event.key === "Escape") close();
      else {
        if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) close();
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    },
  };
}

/** As if it were typed, so that the field's own undo knows of it. */
export function typeInto(field: TextField, from: number, to: number, text: string): void {
  field.focus();
  field.setSelectionRange(from, to);
  if (document.execCommand?.("insertText", false, text)) return;
  field.setRangeText(text, from, to, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function put(field: TextField, { from, to }: Suggestions, { insert, back, before }: Suggestion): void {
  typeInto(field, from - before, to, insert);
  const caret = from - before + insert.length - back;
  field.setSelectionRange(caret, caret);
}
