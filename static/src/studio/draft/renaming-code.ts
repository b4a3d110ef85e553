/** Renaming a variable in app code, in bindings and in actions: not in strings, comments, property names or object keys. */
import type { Action } from "../../document";
import { type Token, tokens } from "./tokens";

/** What says `from` says `to` afterwards. */
export class Renamer {
  constructor(
    private readonly from: string,
    private readonly to: string,
  ) {}

  name(name: string): string {
    return name === this.from ? this.to : name;
  }

  code(code: string): string {
    return renameInCode(code, this.from, this.to);
  }

  template(text: string): string {
    return renameInTemplate(text, this.from, this.to);
  }

  values<T extends { value: string }>(pairs: readonly T[]): T[] {
    return pairs.map((pair) => ({ ...pair, value: this.template(pair.value) }));
  }

  action(action: Action): Action {
    switch (action.type) {
      case "run_javascript":
        return { ...action, code: this.code(action.code) };
      case "run_query":
        return { ...action, query: this.name(action.query), arguments: this.values(action.arguments) };
      case "control_widget":
        return {
          ...action,
          widget: this.name(action.widget),
          arguments: action.arguments.map((value) => this.template(value)),
        };
      case "set_state":
        return { ...action, state: this.name(action.state), value: this.template(action.value) };
      case "broadcast":
        return { ...action, query: this.name(action.query), message: this.template(action.message) };
      case "disconnect":
        return { ...action, query: this.name(action.query) };
      case "show_message":
      case "copy_to_clipboard":
        return { ...action, text: this.template(action.text) };
      case "go_to_url":
        return { ...action, url: this.template(action.url) };
      case "open_app":
        return { ...action, app: this.template(action.app), parameters: this.values(action.parameters) };
      case "export_data":
        return { ...action, data: this.template(action.data), file_name: this.template(action.file_name) };
      case "open_page": // pages have names of their own
      case "control_playback":
        return action;
    }
  }
}

/** Rename in the `{{ }}` parts of a text. */
export function renameInTemplate(text: string, from: string, to: string): string {
  return text.replace(/\{\{([\s\S]*?)\}\}/g, (_, code: string) => `{{${renameInCode(code, from, to)}}}`);
}

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
