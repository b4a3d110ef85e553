/**
 * App code read by a real parser (the editor's), which goes on after an error. Loaded lazily, with all of this folder
 * but `places`: nothing of the studio's first load may import it.
 */
import type { SyntaxNode, Tree } from "@lezer/common";
import { parser } from "@lezer/javascript";

const KEPT_MAX = 300; // parsed texts kept: the code of a large app; the oldest go first

const kept = new Map<string, Tree>();

export function parse(code: string): Tree {
  let tree = kept.get(code);
  if (tree) return tree;
  tree = parser.parse(code);
  kept.set(code, tree);
  if (kept.size > KEPT_MAX) kept.delete(kept.keys().next().value as string);
  return tree;
}

/** What can't be read, and what to do. */
export interface SyntaxFault {
  from: number;
  to: number;
  message: string;
}

const CLOSERS: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** The first place where the code can't be read on, or null. */
export function syntaxFault(code: string): SyntaxFault | null {
  let found: SyntaxNode | null = null;
  parse(code).iterate({
    enter(node) {
      if (found) return false;
      if (node.type.isError) found = node.node;
      return undefined;
    },
  });
  return found ? described(code, found) : null;
}

function described(code: string, error: SyntaxNode): SyntaxFault {
  const at = error.to > error.from ? error.from : nextSign(code, error.from);
  const unclosed = at >= code.length ? openBracket(code, error) : null;
  if (unclosed) {
    const { from, sign } = unclosed;
    return { from, to: from + 1, message: `The ${sign} is not closed: add ${CLOSERS[sign]}.` };
  }
  if (at >= code.length) {
    const from = Math.max(0, code.trimEnd().length - 1);
    return { from, to: code.length, message: "Something is missing at the end." };
  }
  const word = /^(?:[\w$]+|\S)/.exec(code.slice(at))?.[0] ?? code.charAt(at);
  const message = `${word} can't stand here. Something before it is missing, or it is one too many.`;
  return { from: at, to: at + word.length, message };
}

function nextSign(code: string, from: number): number {
  const space = /^\s*/.exec(code.slice(from))?.[0].length ?? 0;
  return from + space;
}

/** The innermost bracket around the error that nothing closes. */
function openBracket(code: string, error: SyntaxNode): { from: number; sign: string } | null {
  for (let node: SyntaxNode | null = error.parent; node; node = node.parent) {
    for (let child = node.lastChild; child; child = child.prevSibling) {
      const sign = code.slice(child.from, child.to);
      if (Object.values(CLOSERS).includes(sign)) break;
      if (sign in CLOSERS) return { from: child.from, sign };
    }
  }
  return null;
}
