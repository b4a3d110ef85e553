/** When a bound value counts as changed: a list that was made anew with the same contents has not. */

const { stringify } = JSON; // the engine uses this too, where app code may replace it

/** Equal by `Object.is` for values that are the same; of lists and objects, their JSON text. */
export function keyOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  try {
    return stringify(value);
  } catch {
    return value; // a circle: only itself is the same
  }
}
