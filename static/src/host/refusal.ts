/** Why something an app asked for isn't done, as its code is told. */

export class Refusal extends Error {
  constructor(
    readonly code:
      | "bad_ask"
      | "bad_url"
      | "bad_name"
      | "cancelled"
      | "denied"
      | "rate_limited"
      | "too_large"
      | "failed",
    message: string,
  ) {
    super(message);
  }
}

/** A piece of what an app gave, short enough for a sentence. */
export function quoted(value: unknown): string {
  const text = typeof value === "string" ? value : String(value);
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
