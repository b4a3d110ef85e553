/**
 * What the engine and app code tell the author: errors with their place, and `console`.
 *
 * Bounded: a handler that fails for every message of a burst is one report and a count, not a thousand.
 */
import type { Report } from "../bridge";
import type { Clock } from "./clock";
import { type Compiler, describe } from "./compile";
import { isTold } from "./errors";
import { previewText } from "./preview";

const PER_SECOND = 50; // different reports; a person reads none of more. Policy: drop newest, and say how many
const MESSAGE_MAX = 2_000; // characters of one report

type Level = Report["level"];

export class Reporter {
  readonly #repeats = new Map<string, { report: Report; count: number }>(); // bound: PER_SECOND
  #dropped = 0;
  #timer: (() => void) | null = null;

  constructor(
    private readonly post: (report: Report) => void,
    private readonly clock: Clock,
  ) {}

  report(level: Level, where: string, message: string, line: number | null = null): void {
    const text = message.length > MESSAGE_MAX ? `${message.slice(0, MESSAGE_MAX)}…` : message;
    const key = `${level}\n${where}\n${line}\n${text}`;
    const known = this.#repeats.get(key);
    if (known) known.count += 1;
    else if (this.#repeats.size >= PER_SECOND) this.#dropped += 1;
    else {
      const report: Report = { level, where, message: text, line, at: this.clock.now() };
      this.#repeats.set(key, { report, count: 0 });
      this.post(report);
    }
    this.#timer ??= this.clock.later(1_000, () => this.#settle());
  }

  /** An error of app code: its place is found in its stack, else it is `where`. What has been told isn't told twice. */
  error(where: string, error: unknown, compiler: Compiler): void {
    if (isTold(error)) return;
    const place = compiler.place(error);
    this.report("error", place?.where ?? where, describe(error), place?.line ?? null);
  }

  #settle(): void {
    this.#timer = null;
    for (const { report, count } of this.#repeats.values()) {
      if (count > 0)
        this.post({ ...report, message: `${report.message} (${count} more like this)`, at: this.clock.now() });
    }
    this.#repeats.clear();
    if (this.#dropped > 0) {
      const message = `${this.#dropped} more reports within a second were left out`;
      this.post({ level: "warn", where: "engine", message, line: null, at: this.clock.now() });
      this.#dropped = 0;
    }
  }
}

/** `console` as app code has it; what it is given goes to the author. */
export function appConsole(reporter: Reporter, compiler: () => Compiler, where: () => string): Record<string, unknown> {
  const at =
    (level: Level) =>
    (...parts: unknown[]): void => {
      const place = compiler().locate(new Error().stack);
      const text = parts.map((part) => (typeof part === "string" ? part : previewText(part))).join(" ");
      reporter.report(level, place?.where ?? where(), text, place?.line ?? null);
    };
  const log = at("log");
  const quiet = (): void => {};
  return {
    log,
    debug: log,
    dir: log,
    table: log,
    trace: log,
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    assert: (ok: unknown, ...parts: unknown[]) => (ok ? undefined : at("error")("Assertion failed:", ...parts)),
    group: log,
    groupCollapsed: log,
    groupEnd: quiet,
    clear: quiet,
    count: quiet,
    time: quiet,
    timeEnd: quiet,
  };
}
