/** The names that a piece of code takes from outside: what it doesn't declare itself, at each place where it says them. */
import type { SyntaxNode, SyntaxNodeRef } from "@lezer/common";
import { parse } from "./parse";

export interface NameUse {
  name: string;
  from: number;
  to: number;
  /** `{ price }`: a key and a value in one. */
  shorthand: boolean;
  /** It is given a value: `price = 1`. */
  written: boolean;
  /** What is read or called of it: `value` of `price.value`; null where it stands alone. */
  member: Member | null;
  /** `typeof price`, which may ask for what isn't there. */
  asked: boolean;
}

export interface Member {
  name: string;
  from: number;
  to: number;
  called: boolean;
}

class Scope {
  readonly names = new Set<string>();

  constructor(
    readonly parent: Scope | null,
    /** `var` stops here. */
    readonly ofFunction: boolean,
  ) {}

  has(name: string): boolean {
    return this.names.has(name) || (this.parent?.has(name) ?? false);
  }
}

interface Frame {
  scope: Scope;
  /** Where a definition met here is declared; null: it is none but gives a value to what is there. */
  target: Scope | null;
}

interface Met {
  use: NameUse;
  scope: Scope;
}

const BLOCKS: ReadonlySet<string> = new Set(["Block", "SwitchBody", "ForStatement", "ClassBody"]);

/** Every use of a name from outside, in order. `locals`: names that are given to the code, such as `item`. */
export function outerNames(code: string, locals: readonly string[] = []): NameUse[] {
  return met(code, locals).flatMap(({ use, scope }) => (scope.has(use.name) ? [] : [use]));
}

/**
 * Where `to` is a name of the code's own at a place that says `from`: put there instead, it would mean something else.
 */
export function isCaptured(code: string, from: string, to: string, locals: readonly string[] = []): boolean {
  return met(code, locals).some(({ use, scope }) => use.name === from && !scope.has(from) && scope.has(to));
}

function met(code: string, locals: readonly string[]): Met[] {
  const outermost = new Scope(null, true);
  for (const name of locals) outermost.names.add(name);
  const frames: Frame[] = [{ scope: outermost, target: null }];
  const found: Met[] = [];
  parse(code).iterate({
    enter(ref) {
      const top = frames[frames.length - 1] as Frame;
      const name = code.slice(ref.from, ref.to);
      if (ref.name === "VariableDefinition" && top.target) top.target.names.add(name);
      else if (isUse(ref)) found.push({ use: useOf(ref, name, code), scope: top.scope });
      frames.push(within(ref, top));
    },
    leave() {
      frames.pop();
    },
  });
  return found;
}

function isUse(ref: SyntaxNodeRef): boolean {
  if (ref.name === "VariableName" || ref.name === "VariableDefinition") return true;
  return ref.name === "PropertyDefinition" && isShorthand(ref.node);
}

/** `{ price }` and nothing else in that entry. */
function isShorthand({ parent }: SyntaxNode): boolean {
  return parent?.name === "Property" && parent.firstChild?.to === parent.to && parent.firstChild.from === parent.from;
}

function useOf(ref: SyntaxNodeRef, name: string, code: string): NameUse {
  const { node } = ref;
  const { parent } = node;
  const isPattern = ref.name === "VariableDefinition";
  const isAssigned = parent?.name === "AssignmentExpression" && parent.firstChild?.from === ref.from;
  return {
    name,
    from: ref.from,
    to: ref.to,
    shorthand: ref.name === "PropertyDefinition" || (isPattern && isPlainEntry(node)),
    written: isPattern || isAssigned,
    member: memberOf(node, code),
    asked: parent?.name === "UnaryExpression" && parent.firstChild?.name === "typeof",
  };
}

/** `{ price } = x`, not `{ a: price } = x`. */
const isPlainEntry = ({ parent, from }: SyntaxNode): boolean =>
  parent?.name === "PatternProperty" && parent.firstChild?.from === from;

function memberOf({ parent, from }: SyntaxNode, code: string): Member | null {
  if (parent?.name !== "MemberExpression" || parent.firstChild?.from !== from) return null;
  const property = parent.getChild("PropertyName");
  if (!property) return null;
  const called = parent.parent?.name === "CallExpression" && parent.parent.firstChild?.from === parent.from;
  return { name: code.slice(property.from, property.to), from: property.from, to: property.to, called };
}

/** What counts for what stands in this node. */
function within(ref: SyntaxNodeRef, { scope, target }: Frame): Frame {
  switch (ref.name) {
    case "VariableDeclaration":
    case "ForOfSpec":
    case "ForInSpec":
      return { scope, target: declares(ref.node, scope) };
    case "AssignmentExpression":
      return { scope, target: null };
    case "ClassDeclaration":
      return { scope, target: scope };
    case "ImportDeclaration":
      return { scope, target: scope };
    case "ParamList":
      return { scope, target: scope };
    case "ClassExpression":
    case "CatchClause": {
      const own = new Scope(scope, false);
      return { scope: own, target: own };
    }
  }
  if (BLOCKS.has(ref.name)) return { scope: new Scope(scope, false), target: null };
  if (!ref.node.getChild("ParamList")) return { scope, target };
  const own = new Scope(scope, true);
  // A declared function's name is known around it, another's only within.
  return { scope: own, target: ref.name === "FunctionDeclaration" ? scope : own };
}

function declares(node: SyntaxNode, scope: Scope): Scope | null {
  if (node.getChild("var")) {
    let outer = scope;
    while (!outer.ofFunction && outer.parent) outer = outer.parent;
    return outer;
  }
  return node.getChild("let") || node.getChild("const") || node.getChild("using") ? scope : null;
}
