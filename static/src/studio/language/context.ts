/** What is being typed at a place in code: a name, or a member of something whose path can be told. */
import type { SyntaxNode } from "@lezer/common";
import { parse } from "./parse";

/** From one value to a part of it. `element`: any entry of a list. */
export type Step = { key: string } | { index: number } | "element";

/** Where a value comes from: a name, and the way from there. */
export interface Way {
  name: string;
  steps: readonly Step[];
}

export interface Cursor {
  /** What is typed reaches from here … */
  from: number;
  /** … to here; what stands after the cursor belongs to it too. */
  to: number;
  /** The part before the cursor. */
  typed: string;
  /** Of what it is a member; null: it is a name by itself. */
  of: Way | "unknown" | null;
  /** Names that the code declares around here, nearest first. */
  locals: readonly string[];
}

const SILENT: ReadonlySet<string> = new Set([
  "String",
  "TemplateString",
  "LineComment",
  "BlockComment",
  "RegExp",
  "Number",
  "VariableDefinition",
  "PropertyDefinition",
  "Label",
]);
const ELEMENT = /^(?:at|find|findLast|pop|shift)$/; // methods of a list that return one of its entries
const SAME_LIST = /^(?:slice|filter|reverse|toReversed|sort|toSorted|concat)$/; // … or such a list again
const EACH = /^(?:map|filter|forEach|find|findLast|findIndex|some|every|flatMap)$/; // … that call with each entry
const STEPS_MAX = 20; // names followed from one to the next; more is a loop

/** Null where nothing is to be completed: in a string, a comment, a number, a new name. */
export function cursorAt(code: string, pos: number): Cursor | null {
  const node = parse(code).resolveInner(pos, -1);
  if (SILENT.has(node.name)) return null;
  const word = /[\w$]*$/.exec(code.slice(0, pos))?.[0] ?? "";
  if (/^\d/.test(word)) return null;
  const from = pos - word.length;
  const to = pos + (/^[\w$]*/.exec(code.slice(pos))?.[0].length ?? 0);
  const base = { from, to, typed: word };
  const member = memberAt(node, from, code);
  if (member) return { ...base, of: wayOf(member, code) ?? "unknown", locals: [] };
  return { ...base, of: null, locals: localsAt(node, code) };
}

/** The value before the dot that ends at `from`. */
function memberAt(node: SyntaxNode, from: number, code: string): SyntaxNode | null {
  const before = code.slice(0, from).trimEnd();
  if (!before.endsWith(".") || before.endsWith("..")) return null;
  for (let at: SyntaxNode | null = node; at; at = at.parent) {
    if (at.name !== "MemberExpression") continue;
    const dot = at.getChild(".") ?? at.getChild("?.");
    if (dot?.to === before.length) return at.firstChild;
  }
  return null;
}

/** How an expression's value is reached from a name; null where that can't be told without running it. */
export function wayOf(node: SyntaxNode, code: string, left = STEPS_MAX): Way | null {
  if (left === 0) return null;
  const text = (one: SyntaxNode): string => code.slice(one.from, one.to);
  const further = (of: SyntaxNode | null, ...steps: Step[]): Way | null => {
    const way = of && wayOf(of, code, left - 1);
    return way && { name: way.name, steps: [...way.steps, ...steps] };
  };
  switch (node.name) {
    case "VariableName":
      return localWay(node, text(node), code, left) ?? { name: text(node), steps: [] };
    case "ParenthesizedExpression":
    case "AwaitExpression":
      return further(node.firstChild?.nextSibling ?? null);
    case "MemberExpression": {
      const property = node.getChild("PropertyName");
      if (property) return further(node.firstChild, { key: text(property) });
      const inside = node.getChild("[")?.nextSibling;
      if (inside?.name === "Number") return further(node.firstChild, { index: Number(text(inside)) });
      if (inside?.name === "String") return further(node.firstChild, { key: text(inside).slice(1, -1) });
      return inside && inside.name !== "]" ? further(node.firstChild, "element") : null;
    }
    case "CallExpression": {
      const callee = node.firstChild;
      const method = callee?.name === "MemberExpression" ? callee.getChild("PropertyName") : null;
      if (!callee || !method) return null;
      if (ELEMENT.test(text(method))) return further(callee.firstChild, "element");
      if (SAME_LIST.test(text(method))) return further(callee.firstChild);
      return null;
    }
    default:
      return null;
  }
}

/** The value of a local: what it was declared with, or each entry of the list whose method calls this function. */
function localWay(node: SyntaxNode, name: string, code: string, left: number): Way | null {
  for (let at: SyntaxNode | null = node.parent; at; at = at.parent) {
    const first = at.getChild("ParamList")?.getChild("VariableDefinition");
    if (first && code.slice(first.from, first.to) === name) return entryWay(at, code, left);
    for (const value of declared(at, name, code))
      if (value.from > node.to || value.to < node.from) return wayOf(value, code, left - 1);
  }
  return null;
}

/** `list.map((entry) => …)`: the way to an entry. */
function entryWay(callback: SyntaxNode, code: string, left: number): Way | null {
  const args = callback.parent;
  const callee = args?.name === "ArgList" ? args.parent?.firstChild : null;
  if (!callee || args?.firstChild?.nextSibling?.from !== callback.from) return null;
  const method = callee.getChild("PropertyName");
  if (!method || !callee.firstChild || !EACH.test(code.slice(method.from, method.to))) return null;
  const way = wayOf(callee.firstChild, code, left - 1);
  return way && { name: way.name, steps: [...way.steps, "element"] };
}

/** What `const name = …` directly in this block gives the name. */
function* declared(block: SyntaxNode, name: string, code: string): Generator<SyntaxNode> {
  for (const declaration of block.getChildren("VariableDeclaration")) {
    for (const definition of declaration.getChildren("VariableDefinition")) {
      const value = definition.nextSibling?.name === "Equals" ? definition.nextSibling.nextSibling : null;
      if (value && code.slice(definition.from, definition.to) === name) yield value;
    }
  }
}

function localsAt(node: SyntaxNode, code: string): string[] {
  const found = new Set<string>();
  for (let at: SyntaxNode | null = node; at; at = at.parent) {
    const holders = [at.getChild("ParamList"), ...at.getChildren("VariableDeclaration"), at.getChild("ForOfSpec")];
    for (const holder of [...holders, ...at.getChildren("FunctionDeclaration")]) {
      holder?.cursor().iterate((child) => {
        if (child.name === "Block" || child.name === "ArrowFunction") return false;
        if (child.name === "VariableDefinition") found.add(code.slice(child.from, child.to));
        return undefined;
      });
    }
  }
  return [...found];
}
