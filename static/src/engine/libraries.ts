/** Runs the libraries that the page brought for this app (lodash as `_`, dayjs), before any app code. */
import { describe } from "./compile";

export const LIBRARY_NAMES: readonly string[] = ["_", "dayjs"];

/** Their objects by name. Each source text is a script that puts its name into the global scope. */
export function runLibraries(
  sources: readonly string[],
  onFault: (message: string) => void,
  root = globalThis as unknown as Record<string, unknown>,
): Record<string, unknown> {
  for (const source of sources) {
    try {
      new Function(source).call(root);
    } catch (error) {
      onFault(`a library could not be started: ${describe(error)}`);
    }
  }
  const loaded = LIBRARY_NAMES.filter((name) => sources.length > 0 && root[name] !== undefined);
  return Object.fromEntries(loaded.map((name) => [name, root[name]]));
}
