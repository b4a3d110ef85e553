/** What a query would be run with now, in the running app, and what it was run with. */
import type { Params } from "../../api/windows";
import type { StreamQuery } from "../../document";
import { hasTemplate } from "../code/template";
import { readScalar, type Scalar } from "./general/parameter-edits";

type Evaluate = (template: string) => Promise<unknown>;

/**
 * By parameter, for those that are bound to something. A binding that gives nothing is left out: the default stands.
 * Rejects when a binding fails.
 */
export async function boundParams(query: StreamQuery, evaluate: Evaluate): Promise<Params> {
  const found: Record<string, Scalar> = {};
  for (const { name, value } of query.arguments) {
    const type = query.parameters.find((one) => one.name === name)?.type;
    if (!type || value === "") continue;
    const now = hasTemplate(value) ? await evaluate(value) : value;
    const scalar = typeof now === "string" ? (readScalar(now, type) ?? now) : now;
    if (scalar !== "" && isScalar(scalar)) found[name] = type === "string" ? String(scalar) : scalar;
  }
  return found;
}

/** What the running stream was opened with, which its bindings may have left behind since. */
export async function runParams(query: StreamQuery, evaluate: Evaluate): Promise<Params> {
  if (query.parameters.length === 0) return {};
  const now = await evaluate(`{{ ${query.name}.params }}`);
  if (!now || typeof now !== "object") return boundParams(query, evaluate);
  return Object.fromEntries(Object.entries(now).filter((entry): entry is [string, Scalar] => isScalar(entry[1])));
}

const isScalar = (value: unknown): value is Scalar =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";
