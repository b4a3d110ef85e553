/** Changes of a query's declared parameters, with all that follows from them: bindings, references, fitting values. */
import type { Argument, Parameter, StreamQuery } from "../../../document";

export type ParameterType = Parameter["type"];
export type Scalar = string | number | boolean;

export const PARAMETERS_MAX = 30; // the definition's
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

/** What is wrong with `name` in place of `current`, or null. */
export function faultOfParameterName(name: string, current: string, taken: ReadonlySet<string>): string | null {
  if (name === current) return null;
  if (name === "") return "Enter a name.";
  if (!NAME.test(name)) return "Use letters, digits and _, and start with a letter or _.";
  return taken.has(name) ? `"${name}" is taken. Choose another name.` : null;
}

/** A value as typed, of the parameter's type; null when it isn't one. */
export function readScalar(text: string, type: ParameterType): Scalar | null {
  if (type === "string") return text;
  const trimmed = text.trim();
  if (type === "boolean") return trimmed === "true" ? true : trimmed === "false" ? false : null;
  const number = trimmed === "" ? Number.NaN : Number(trimmed);
  return Number.isFinite(number) ? number : null;
}

/** Allowed values, one a line. `bad` is the first line that isn't of the type. */
export function readAllowed(text: string, type: ParameterType): { values: Scalar[]; bad: string | null } {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const values = lines.map((line) => readScalar(type === "string" ? line.trim() : line, type));
  const bad = values.indexOf(null);
  return bad < 0
    ? { values: [...new Set(values as Scalar[])], bad: null }
    : { values: [], bad: lines[bad]?.trim() ?? null };
}

/** Another type: default and allowed values come along as far as they can be read as it. */
export function withType(parameter: Parameter, type: ParameterType): Parameter {
  const convert = (value: Scalar): Scalar | null => readScalar(String(value), type);
  return {
    ...parameter,
    type,
    default: parameter.default === null ? null : convert(parameter.default),
    allowed: type === "boolean" ? [] : parameter.allowed.map(convert).filter((value) => value !== null),
    pattern: type === "string" ? parameter.pattern : "",
  };
}

/** A new list of allowed values; a default that is none of them becomes the first. */
export function withAllowed(parameter: Parameter, allowed: Scalar[]): Parameter {
  const fits = parameter.default === null || allowed.length === 0 || allowed.includes(parameter.default);
  return { ...parameter, allowed, default: fits ? parameter.default : (allowed[0] ?? null) };
}

/** The parameters' names are their own; `{{ params.x }}` and the binding follow a rename. */
export function renameParameter(query: StreamQuery, from: string, to: string): StreamQuery {
  const renamed = mapTexts(query, (text) => renameReference(text, from, to));
  return {
    ...renamed,
    parameters: query.parameters.map((one) => (one.name === from ? { ...one, name: to } : one)),
    arguments: query.arguments.map((one) => (one.name === from ? { ...one, name: to } : one)),
  };
}

export function renameReference(text: string, from: string, to: string): string {
  return text.replace(/\{\{([^{}]*)\}\}/g, (part, inner: string) =>
    inner.trim() === `params.${from}` ? `{{ params.${to} }}` : part,
  );
}

/** How many times the definition refers to a parameter: said before it is removed. */
export function referencesTo(query: StreamQuery, name: string): number {
  let found = 0;
  mapTexts(query, (text) => {
    for (const [, inner] of text.matchAll(/\{\{([^{}]*)\}\}/g)) if (inner?.trim() === `params.${name}`) found++;
    return text;
  });
  return found;
}

export const removeParameter = (query: StreamQuery, name: string): Partial<StreamQuery> => ({
  parameters: query.parameters.filter((one) => one.name !== name),
  arguments: query.arguments.filter((one) => one.name !== name),
});

export const bindingOf = (query: StreamQuery, name: string): string =>
  query.arguments.find((one) => one.name === name)?.value ?? "";

/** What the parameter is run with; an empty binding means its default and isn't kept. */
export function bind(bindings: readonly Argument[], name: string, value: string): Argument[] {
  if (value === "") return bindings.filter((one) => one.name !== name);
  if (!bindings.some((one) => one.name === name)) return [...bindings, { name, value }];
  return bindings.map((one) => (one.name === name ? { name, value } : one));
}

/** Every text of the definition in which a placeholder may stand. */
function mapTexts(query: StreamQuery, change: (text: string) => string): StreamQuery {
  const { auth, keep_alive } = query;
  const { heartbeat } = keep_alive;
  const values = <T extends { value: string }>(pairs: T[]): T[] =>
    pairs.map((pair) => ({ ...pair, value: change(pair.value) }));
  const said = <T extends { text: string }>(message: T): T => ({ ...message, text: change(message.text) });
  return {
    ...query,
    url: change(query.url),
    origin: change(query.origin),
    query_parameters: values(query.query_parameters).map((pair) => ({ ...pair, name: change(pair.name) })),
    headers: values(query.headers),
    cookies: values(query.cookies),
    auth:
      auth.type === "basic"
        ? { ...auth, username: change(auth.username), password: change(auth.password) }
        : auth.type === "bearer"
          ? { ...auth, token: change(auth.token) }
          : auth,
    on_connect: query.on_connect.map(said),
    auto_replies: query.auto_replies.map((reply) => ({ ...reply, message: said(reply.message) })),
    keep_alive: { ...keep_alive, heartbeat: heartbeat && { ...heartbeat, message: said(heartbeat.message) } },
  };
}
