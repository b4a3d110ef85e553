/** Placeholders of a connection's definition, which the server fills in: no code, only these paths. */
import { fieldOf } from "./builtins";
import type { Thing } from "./thing";
import type { CodeScope } from "./world";

/** As `apps/streams/definition/placeholders.py` reads them. */
export function placeholderThings({ definition, reply }: CodeScope, secrets: readonly string[]): Thing[] {
  if (!definition) return [];
  const parameters = definition.parameters.map(({ name, type, default: value }) =>
    fieldOf(name, type, value === null ? [] : [value]),
  );
  const user = ["id", "email", "name"].map((name) => fieldOf(name, name === "id" ? "number" : "text"));
  const things: Thing[] = [
    { name: "params", kind: "builtin", detail: "this query's parameters", values: [], members: () => parameters },
  ];
  // One connection for all viewers is nobody's.
  if (definition.scope !== "shared") {
    things.push({ name: "user", kind: "builtin", detail: "who is signed in", values: [], members: () => user });
  }
  const named = secrets.map((name) => fieldOf(name, "secret"));
  things.push({ name: "secrets", kind: "builtin", detail: "kept by the server", values: [], members: () => named });
  if (reply) things.push({ name: "message", kind: "builtin", detail: "what came", values: [] });
  return things;
}
