/** Two texts line by line: what stayed, what went, what came. */

export interface Line {
  kind: "same" | "gone" | "new";
  text: string;
}

const CELLS_MAX = 4_000_000; // 2,000 changed lines on either side; beyond it all of one goes and all of the other comes

/** Their longest common subsequence stays; of a change, what went stands before what came. */
export function diffLines(before: string, after: string): Line[] {
  const a = before.split("\n");
  const b = after.split("\n");
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const lines = (kind: Line["kind"], texts: readonly string[]): Line[] => texts.map((text) => ({ kind, text }));
  return [
    ...lines("same", a.slice(0, start)),
    ...changed(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...lines("same", a.slice(a.length - end)),
  ];
}

function changed(a: readonly string[], b: readonly string[]): Line[] {
  const width = b.length + 1;
  const isLong = a.length * b.length > CELLS_MAX;
  // common[i * width + j]: how many lines a from i and b from j have in common, in order.
  const common = new Uint32Array(isLong ? 0 : (a.length + 1) * width);
  const at = (i: number, j: number): number => common[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0 && !isLong; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      common[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (!isLong && i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ kind: "same", text: a[i] as string });
      i += 1;
      j += 1;
    } else if (i < a.length && (isLong || j === b.length || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ kind: "gone", text: a[i] as string });
      i += 1;
    } else {
      lines.push({ kind: "new", text: b[j] as string });
      j += 1;
    }
  }
  return lines;
}
