/** What a query's bindings are now, in the running app: what it would be run with. */
import type { Params } from "../../api/windows";
import type { StreamQuery } from "../../document";
import { hasTemplate } from "../code/template";
import { readScalar } from "./general/parameter-edits";

type Evaluate = (template: string) => Promise<unknown>;

/**
 * By parameter, for those that are bound to something. A binding without a value is left out: the default stands.
 * Rejects when a binding fails.
 */
export async function boundParams(query: StreamQuery, evaluate: Evaluate): Promise<Params> {
  const found: Record<string, string | number | boolean> = {};
  for (const { name, value } of query.arguments) {
    const type = query.parameters.find((one) => one.name === name)?.type;
    if (!type || value === "") continue;
    const now = hasTemplate(value) ? await evaluate(value) : value;
    const scalar = typeof now === "string" ? (readScalar(now, type) ?? now) : now;
    if (typeof scalar === "string" || typeof scalar === "number" || typeof scalar === "boolean") {
      found[name] = type === "string" ? String(scalar) : scalar;
    }
  }
  return found;
}
