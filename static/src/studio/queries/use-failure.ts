/** What a transformer or a responder fails with now, as the running app tells it. */
import type { ConsoleLine } from "../canvas/live";
import { useStudio } from "../studio";

/** `part`: what app code calls its value. Null while it is good. */
export function useFailure(name: string, part: "value" | "data"): string | null {
  const { live } = useStudio();
  const error = live.errors.value[`${name}.${part}`];
  return error === undefined ? null : withLine(error, live.reports.value, [name, `${name} · ${part}`]);
}

/** The message with its line, if the console has that: its newest report of one of these places says the same. */
export function withLine(message: string, reports: readonly ConsoleLine[], places: readonly string[]): string {
  const report = reports.findLast((one) => one.level === "error" && places.includes(one.where));
  if (!report || report.line === null) return message;
  const isSame = report.message.endsWith(message) || message.endsWith(report.message); // one may name the error's kind
  return isSame ? `${message} (line ${report.line})` : message;
}
