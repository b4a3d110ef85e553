/** What the definitions of all inputs share: the properties, methods and events that each of them has. */
import type { EventSpec, MethodSpec, PropertySpec } from "./definition";

export const INITIAL: PropertySpec = {
  key: "value",
  label: "Initial value",
  kind: "template",
  group: "Data",
  help: "A change of it replaces what was entered",
};
export const LABEL: PropertySpec = { key: "label", label: "Label", kind: "template", group: "Text" };
export const PLACEHOLDER: PropertySpec = { key: "placeholder", label: "Placeholder", kind: "template", group: "Text" };
export const DISABLED: PropertySpec = {
  key: "disabled",
  label: "Disabled when",
  kind: "template",
  group: "Behaviour",
  placeholder: '{{ query.status !== "open" }}',
};
/** Of one that takes text. */
export const LONGEST: PropertySpec = {
  key: "max_length",
  label: "Longest",
  kind: "number",
  group: "Behaviour",
  min: 1,
  max: 100_000,
  nullable: true,
  help: "Characters; empty: no bound",
};
/** Of one that takes one or several of a list. */
export const OPTIONS: PropertySpec = {
  key: "options",
  label: "Options",
  kind: "template",
  group: "Data",
  placeholder: "Buy, Sell",
  help: 'Text with commas, or a list: {{ [{ value: 1, label: "One" }] }}',
  multiline: true,
};

export const FOCUS_EVENTS: readonly EventSpec[] = [
  { name: "focus", label: "Focus", help: "The field was entered; event.data is null" },
  { name: "blur", label: "Blur", help: "The field was left; event.data is null" },
];

export const ENTRY_METHODS: readonly MethodSpec[] = [
  { name: "setValue", label: "Set value" },
  { name: "clear", label: "Clear" },
  { name: "reset", label: "Reset to the initial value" },
  { name: "focus", label: "Focus" },
];
