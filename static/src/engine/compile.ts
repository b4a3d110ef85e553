/**
 * Turns app code into functions, and finds in an error which code of the app, and which of its lines, threw it.
 *
 * Code is compiled once, in sloppy mode, inside `with (scope)`: names of the app are looked up in the scope, all others
 * are globals of the Worker.
 */
import { faultLine } from "./syntax";
import { loneExpression, type Part, parseTemplate, toText } from "./template";

export { toText };

export type Run = (event?: unknown, other?: unknown) => unknown;

export interface Template {
  evaluate: Run;
  constant: boolean; // no `{{ }}` in it
  plain: boolean; // only names and paths, no call: it can't loop for ever
}

export interface Place {
  where: string;
  line: number | null;
}

const SOURCES_MAX = 4_000; // compiled pieces remembered for error places: several edits of a full document; oldest go first
const PLAIN = /^[\s\w$.?[\]'"]*$/;
const SOURCE = /lowstream-app\/(\d+)\.js:(\d+)/;
const AsyncFunction = (async () => {}).constructor as FunctionConstructor;

export class Compiler {
  readonly #sources = new Map<number, { where: string; firstLine: number }>();
  readonly #faults = new WeakMap<object, Place>(); // of code that can't be read
  #next = 1;
  readonly #headLines: number;

  constructor(private readonly scope: object) {
    this.#headLines = measureHead();
  }

  /** A handler or script. It is async only if it says `await`; either way it may `return` early. */
  handler(code: string, where: string, parameter: "event" | "args" = "event"): Run {
    const isAsync = /\bawait\b/.test(code);
    // First on its own, so that a stray brace is an error of the author's code and not of what stands around it.
    this.#check(isAsync ? AsyncFunction : Function, code, where, 1);
    const make = this.#make(
      `with (scope) { return ${isAsync ? "async " : ""}function (${parameter}) {\n${code}\n} }`,
      where,
      1,
    );
    return make(this.scope) as Run;
  }

  /** `names`: of its arguments. */
  expression(code: string, where: string, line = 1, names = "event"): Run {
    const clean = code.replace(/;\s*$/, "");
    if (clean.trim() === "") return () => undefined;
    this.#check(Function, `return (\n${clean}\n)`, where, line - 1);
    const make = this.#make(`with (scope) { return function (${names}) { return (\n${clean}\n) } }`, where, line);
    return make(this.scope) as Run;
  }

  /** `guard`: runs each `{{ }}` part, and may give a value where it fails. `names`: of its arguments. */
  template(
    text: string,
    where: string,
    guard: (run: () => unknown) => unknown = (run) => run(),
    names = "event",
  ): Template {
    const parts: Part[] = parseTemplate(text);
    const lone = loneExpression(parts);
    const plain = parts.every((part) => typeof part === "string" || PLAIN.test(part.code));
    if (lone) {
      const run = this.expression(lone.code, where, lone.line, names);
      return { evaluate: (event, other) => guard(() => run(event, other)), constant: false, plain };
    }
    if (parts.every((part) => typeof part === "string")) return { evaluate: () => text, constant: true, plain };
    const pieces = parts.map((part) =>
      typeof part === "string" ? part : this.expression(part.code, where, part.line, names),
    );
    const evaluate: Run = (event, other) => {
      let joined = "";
      for (const piece of pieces)
        joined += typeof piece === "string" ? piece : toText(guard(() => piece(event, other)));
      return joined;
    };
    return { evaluate, constant: false, plain };
  }

  /** The innermost piece of app code in a stack, and its line as its author counts. */
  locate(stack: unknown): Place | null {
    const match = typeof stack === "string" ? SOURCE.exec(stack) : null;
    const source = match && this.#sources.get(Number(match[1]));
    if (!match || !source) return null;
    // Its code starts in the second line of the body; the first is ours.
    const line = Number(match[2]) - this.#headLines - 2 + source.firstLine;
    return { where: source.where, line: line >= source.firstLine ? line : null };
  }

  /** Where an error comes from: the code that threw it, or the line that can't be read. */
  place(error: unknown): Place | null {
    if (typeof error !== "object" || error === null) return null;
    try {
      return this.#faults.get(error) ?? this.locate((error as { stack?: unknown }).stack);
    } catch {
      return null; // what was thrown has a getter that throws
    }
  }

  #check(kind: FunctionConstructor, code: string, where: string, firstLine: number): void {
    try {
      kind("event", code);
    } catch (error) {
      this.#faults.set(error as object, { where, line: Math.max(1, faultLine(kind, code) + firstLine - 1) });
      throw error;
    }
  }

  #make(body: string, where: string, firstLine: number): (scope: object) => unknown {
    const id = this.#next++;
    this.#sources.set(id, { where, firstLine });
    if (this.#sources.size > SOURCES_MAX) this.#sources.delete(this.#sources.keys().next().value as number);
    return new Function("scope", `${body}\n//# sourceURL=lowstream-app/${id}.js`) as (scope: object) => unknown;
  }
}

/** What an error says, whatever was thrown. */
export function describe(error: unknown): string {
  try {
    if (error instanceof Error) {
      const code = (error as { code?: unknown }).code;
      return `${error.name}: ${error.message}${typeof code === "string" ? ` (${code})` : ""}`;
    }
    return typeof error === "string" ? error : `thrown: ${JSON.stringify(error) ?? String(error)}`;
  } catch {
    return "an error that can't be shown";
  }
}

/** How many lines the browser puts before a function's body (two in Chromium). */
function measureHead(): number {
  try {
    new Function("scope", "throw new Error()\n//# sourceURL=lowstream-app/0.js")();
  } catch (error) {
    const match = SOURCE.exec((error as Error).stack ?? "");
    if (match) return Number(match[2]) - 1;
  }
  return 2;
}
