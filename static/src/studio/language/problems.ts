/** What is wrong with code or a binding as it is typed: what can't be read, and names that nothing has. */
import type { NameUse } from "./names";
import { outerNames } from "./names";
import { nearest } from "./nearest";
import { type SyntaxFault, syntaxFault } from "./parse";
import { pieces } from "./pieces";

export interface Problem extends SyntaxFault {
  /** `error`: it can't run. `warning`: it will most likely fail. */
  severity: "error" | "warning";
  /** The name meant, if one is near: put in place of `from` to `to`. */
  meant: string | null;
}

/** What names mean something, and what each of the app's own has. */
export interface Names {
  has(name: string): boolean;
  /** For the nearest one: without those nobody would mean. */
  all(): readonly string[];
  /** Of what has these members and no others; null: anything may be there. */
  members(name: string): readonly string[] | null;
}

const PROBLEMS_MAX = 20; // a person mends one at a time

export function problemsOfCode(code: string, names: Names, locals: readonly string[] = []): Problem[] {
  const fault = syntaxFault(code);
  // What can't be read says nothing certain of names.
  if (fault) return [{ ...fault, severity: "error", meant: null }];
  return namesIn(code, names, locals);
}

export function problemsOfTemplate(text: string, names: Names, locals: readonly string[] = []): Problem[] {
  return pieces(text)
    .flatMap((piece) => problemsOfPiece(piece, names, locals))
    .slice(0, PROBLEMS_MAX);
}

function problemsOfPiece(
  { code, from, closed }: { code: string; from: number; closed: boolean },
  names: Names,
  locals: readonly string[],
): Problem[] {
  if (!closed) {
    // An open bracket keeps the braces from closing: that is what to mend.
    const end = code.indexOf("}}");
    const inside = end < 0 ? [] : problemsOfPiece({ code: code.slice(0, end), from, closed: true }, names, locals);
    if (inside[0]?.severity === "error") return inside;
    return [{ from: from - 2, to: from, message: "The {{ is not closed: add }}.", severity: "error", meant: null }];
  }
  const clean = code.replace(/;\s*$/, "");
  if (clean.trim() === "") return [];
  // A binding is one expression, as the engine reads it; on a line of its own, so that a comment ends before the bracket.
  const wrapped = `(${clean}\n)`;
  return problemsOfCode(wrapped, names, locals).map((problem) => {
    // The brackets around are ours: what is said of them is said of what stands in them.
    const ours = problem.severity === "error" && (problem.from === 0 || problem.from > clean.length);
    const inner = ours ? syntaxFault(clean) : null;
    const {
      from: start,
      to: end,
      message,
    } = inner ?? { from: problem.from - 1, to: problem.to - 1, message: problem.message };
    return {
      ...problem,
      from: Math.max(0, Math.min(start, clean.length)) + from,
      to: Math.max(0, Math.min(end, clean.length)) + from,
      message: ours && !inner ? "Something is missing at the end of the binding." : message,
    };
  });
}

function namesIn(code: string, names: Names, locals: readonly string[]): Problem[] {
  return outerNames(code, locals)
    .flatMap((use) => problemOfName(use, names) ?? problemOfMember(use, names) ?? [])
    .slice(0, PROBLEMS_MAX);
}

function problemOfName({ name, from, to, written, asked }: NameUse, names: Names): Problem | null {
  if (written || asked || names.has(name)) return null;
  const meant = nearest(name, names.all());
  const message = meant ? `There is no ${name}. Did you mean ${meant}?` : `There is no ${name} in this app.`;
  return { from, to, message, severity: "warning", meant };
}

function problemOfMember({ name, member }: NameUse, names: Names): Problem | null {
  const members = member && names.members(name);
  if (!members || members.includes(member.name)) return null;
  const meant = nearest(member.name, members);
  const others = meant ? `Did you mean ${meant}?` : `It has ${members.slice(0, 8).join(", ")}.`;
  const { from, to } = member;
  return { from, to, message: `${name} has no ${member.name}. ${others}`, severity: "warning", meant };
}
