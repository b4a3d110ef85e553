/** Failures that app code can tell apart by their `code`. */
import type { Problem } from "../protocol";

export class CodedError extends Error {
  override name = "Error";
  /** The author has been told already, under the query's name. */
  told = false;

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
