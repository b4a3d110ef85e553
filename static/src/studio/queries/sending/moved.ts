/** The list with one entry moved by a step, for lists whose order counts. */
export function moved<T>(items: readonly T[], index: number, step: 1 | -1): T[] {
  const next = [...items];
  const [item] = next.splice(index, 1);
  if (item !== undefined) next.splice(index + step, 0, item);
  return next;
}
