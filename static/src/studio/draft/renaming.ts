/** Renaming a query, state or widget, together with everything in the document that says its name. */
import type { Action, AppDocument, EventHandler, Widget } from "../../document";
import { type Token, tokens } from "./tokens";

export function rename(document: AppDocument, from: string, to: string): AppDocument {
  const named = <T extends { name: string }>(item: T): T => (item.name === from ? { ...item, name: to } : item);
  const handlers = (events: EventHandler[]): EventHandler[] =>
    events.map((handler) => ({ ...handler, action: renameInAction(handler.action, from, to) }));
  return {
    ...document,
    queries: document.queries.map((query) => ({
      ...named(query),
      arguments: query.arguments.map((one) => ({ ...one, value: renameInTemplate(one.value, from, to) })),
      events: handlers(query.events),
    })),
    states: document.states.map(named),
    scripts: { startup: renameInCode(document.scripts.startup, from, to) },
    widgets: document.widgets.map((widget): Widget => renameInWidget(named(widget), from, to, handlers)),
  };
}

function renameInWidget(
  widget: Widget,
  from: string,
  to: string,
  handlers: (events: EventHandler[]) => EventHandler[],
): Widget {
  const properties = Object.fromEntries(
    Object.entries(widget.properties).map(([key, value]) => [
      key,
      typeof value === "string" ? renameInTemplate(value, from, to) : value,
    ]),
  );
  if (widget.type === "connection" && widget.properties.query === from) properties.query = to;
  return {
    ...widget,
    properties,
    hidden: renameInTemplate(widget.hidden, from, to),
    events: handlers(widget.events),
  } as Widget;
}

function renameInAction(action: Action, from: string, to: string): Action {
  switch (action.type) {
    case "run_javascript":
      return { ...action, code: renameInCode(action.code, from, to) };
    case "set_state":
      return {
        ...action,
        state: action.state === from ? to : action.state,
        value: renameInTemplate(action.value, from, to),
      };
    case "broadcast":
      return {
        ...action,
        query: action.query === from ? to : action.query,
        message: renameInTemplate(action.message, from, to),
      };
    case "show_message":
      return { ...action, text: renameInTemplate(action.text, from, to) };
    default:
      return action;
  }
}

/** Rename in the `{{ }}` parts of a text. */
export function renameInTemplate(text: string, from: string, to: string): string {
  return text.replace(/\{\{([\s\S]*?)\}\}/g, (_, code: string) => `{{${renameInCode(code, from, to)}}}`);
}

/** Rename a variable in JavaScript: not in strings, comments, property names or object keys. */
export function renameInCode(code: string, from: string, to: string): string {
  if (!code.includes(from)) return code;
  const parts = tokens(code);
  return parts
    .map((token, index) => {
      if (token.kind === "template") return renameInTemplateLiteral(token.text, from, to);
      return token.kind === "word" && token.text === from && isVariable(parts, index) ? to : token.text;
    })
    .join("");
}

function isVariable(parts: Token[], index: number): boolean {
  const before = neighbour(parts, index, -1);
  const after = neighbour(parts, index, 1);
  if (before?.text === "." && neighbour(parts, parts.indexOf(before), -1)?.text !== ".") return false; // `x.name`, but not `...name`
  return !(after?.text === ":" && (before?.text === "{" || before?.text === ",")); // a key of an object
}

function neighbour(parts: Token[], index: number, step: 1 | -1): Token | undefined {
  let at = index + step;
  while (parts[at]?.kind === "space") at += step;
  return parts[at];
}

function renameInTemplateLiteral(text: string, from: string, to: string): string {
  return text.replace(/\$\{([^{}]*)\}/g, (_, code: string) => `\${${renameInCode(code, from, to)}}`);
}
