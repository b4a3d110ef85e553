/** The template field or code editor that was worked in last: where a name chosen elsewhere goes. */
import { type Signal, signal } from "@preact/signals";

export interface LastField {
  /** Its spoken name. */
  label: string;
  /** Puts an expression at the caret. */
  insert(expression: string): void;
}

export const lastField: Signal<LastField | null> = signal(null);

/** It is no longer there. */
export function forgetField(field: LastField | null): void {
  if (field && lastField.peek() === field) lastField.value = null;
}

/** An expression as it has to stand at `caret` of a template: in braces, unless it is within some already. */
export function asTemplatePart(text: string, caret: number, expression: string): string {
  const before = text.slice(0, caret);
  return before.lastIndexOf("{{") > before.lastIndexOf("}}") ? expression : `{{ ${expression} }}`;
}
