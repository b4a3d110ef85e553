/** Failures that app code can tell apart by their `code`. */
import type { Problem } from "../protocol";

const told = new WeakSet<object>();

export class CodedError extends Error {
  override name = "Error";

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }

  static of({ code, message }: Problem): CodedError {
    return new CodedError(code, message);
  }
}

/** The author has been told of it, under the query's name, or needn't be: whoever lets it pass doesn't tell it again. */
export function markTold<T>(error: T): T {
  if (typeof error === "object" && error !== null) told.add(error);
  return error;
}

export function isTold(error: unknown): boolean {
  return typeof error === "object" && error !== null && told.has(error);
}
