/** What the newest run of a named piece of app code failed with, as the running app told it. */
import { useStudio } from "../studio";

/** `part`: of a binding, its field. Null once the app was started again, or when it has not failed. */
export function useFailure(name: string, part = "value"): string | null {
  const { live } = useStudio();
  const bound = live.errors.value[`${name}.${part}`];
  if (bound) return bound;
  const report = live.reports.value.findLast((one) => one.level === "error" && one.where === name);
  return report ? `${report.message}${report.line === null ? "" : ` (line ${report.line})`}` : null;
}
