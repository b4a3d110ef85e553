/** The methods of widgets: which there are, how they are called, and what each takes. */
import type { Widget, WidgetType } from "../../document";
import { BEHAVIOURS } from "../../widgets/behaviour";
import { definitionOf } from "../../widgets/registry";

/** By method, what its arguments mean; those not named here take none. Optional ones stand last. */
const ARGUMENTS: Readonly<Record<string, readonly { label: string; hint: string }[]>> = {
  setValue: [{ label: "Value", hint: "{{ event.data }}" }],
  setSearch: [{ label: "Text", hint: "{{ event.data }}" }],
  selectRow: [{ label: "Key of the row", hint: "{{ event.data.id }}" }],
  scrollToRow: [{ label: "Key of the row", hint: "{{ event.data.id }}" }],
  setPage: [{ label: "Page", hint: "1" }],
  setSort: [
    { label: "Field", hint: "price" },
    { label: "Direction", hint: "asc or desc" },
  ],
  post: [{ label: "Message", hint: "{{ event.data }}" }],
  setOption: [{ label: "Option", hint: "{{ { series: [] } }}" }],
  dispatchAction: [{ label: "Action", hint: '{{ { type: "restore" } }}' }],
};

export const methodsOf = (type: WidgetType): string[] => Object.keys(BEHAVIOURS[type].methods ?? {});

export const hasMethods = (widget: Widget): boolean => methodsOf(widget.type).length > 0;

/** `setValue` as its widget's definition calls it, else `Set value`. */
export function methodLabel(type: WidgetType, method: string): string {
  const named = definitionOf(type).methods.find((one) => one.name === method)?.label;
  if (named) return named;
  const words = method.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const argumentsOf = (method: string): readonly { label: string; hint: string }[] => ARGUMENTS[method] ?? [];
