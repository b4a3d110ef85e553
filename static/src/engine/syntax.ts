/**
 * Which line of code can't be read. Browsers don't say where in a `new Function` a syntax error is, so it is searched:
 * the parser goes from left to right, and gives the same error for every beginning of the code that has the faulty line
 * in it, but another one, about the sign we put at its end, for every shorter beginning. Pure.
 */

const SIGNS = ["@", "]"]; // each a syntax error wherever it stands; two, since the author's error may read like one

/** The line, counted from 1; the last one for what is only noticed at the end, such as a missing brace. */
export function faultLine(kind: FunctionConstructor, code: string): number {
  const lines = code.split("\n");
  const complaint = (text: string): string | null => {
    try {
      kind("event", text);
      return null;
    } catch (error) {
      return String((error as Error).message);
    }
  };
  for (const sign of SIGNS) {
    const atSign = complaint(sign);
    const fault = complaint(`${code}\n${sign}`);
    if (fault === null || fault === atSign) continue; // read up to the sign
    let [first, last] = [1, lines.length];
    while (first < last) {
      const middle = Math.floor((first + last) / 2);
      if (complaint(`${lines.slice(0, middle).join("\n")}\n${sign}`) === fault) last = middle;
      else first = middle + 1;
    }
    return first;
  }
  return lines.length;
}
